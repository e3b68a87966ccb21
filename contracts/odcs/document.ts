/**
 * The part of the Open Data Contract Standard that contracts are written in, by its version 3.1.0
 * (github.com/bitol-io/open-data-contract-standard, schema/odcs-json-schema-v3.1.0.json).
 */
export const API_VERSION = 'v3.1.0';

/** The engine of quality checks whose implementation is a rule of contracts. */
export const ENGINE = 'lakehouse';

export interface OdcsContract {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'DataContract';
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly status: string;
  readonly schema: readonly OdcsObject[];
}

/** A table, or the documents of a feed. */
export interface OdcsObject {
  readonly id: string;
  readonly name: string;
  readonly physicalName: string;
  readonly physicalType: 'table' | 'file';
  readonly logicalType: 'object';
  readonly description?: string;
  readonly dataGranularityDescription?: string;
  readonly properties: readonly OdcsProperty[];
  readonly quality?: readonly OdcsQuality[];
  readonly customProperties?: readonly OdcsCustomProperty[];
}

/** The type of a column, a field or the elements of a list. */
export interface OdcsType {
  readonly logicalType?: string;
  readonly logicalTypeOptions?: Readonly<Record<string, unknown>>;
  readonly physicalType: string;
  readonly items?: OdcsType;
  readonly properties?: readonly OdcsProperty[];
}

export interface OdcsProperty extends OdcsType {
  readonly id?: string;
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly primaryKey?: boolean;
  readonly primaryKeyPosition?: number;
  readonly classification?: string;
  readonly relationships?: readonly { readonly type: 'foreignKey'; readonly to: string }[];
  readonly quality?: readonly OdcsQuality[];
  readonly customProperties?: readonly OdcsCustomProperty[];
}

export interface OdcsQuality {
  readonly name?: string;
  readonly type: 'custom' | 'library';
  readonly description?: string;
  readonly severity?: string;
  readonly engine?: typeof ENGINE;
  readonly implementation?: Readonly<Record<string, unknown>>;
  readonly metric?: string;
  readonly mustBe?: number;
}

export interface OdcsCustomProperty {
  readonly property: string;
  readonly value: unknown;
}

/** The classification of fields with personal data. */
export const PERSONAL = 'personal';

/** The values that are set, as custom properties. */
export function customProperties(values: Readonly<Record<string, unknown>>): {
  customProperties?: OdcsCustomProperty[];
} {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  if (set.length === 0) return {};
  return { customProperties: set.map(([property, value]) => ({ property, value })) };
}
