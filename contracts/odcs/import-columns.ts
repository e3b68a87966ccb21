import type { DocumentField } from '../document';
import type { ColumnContract, DocumentPart, MaskKind } from '../table';
import { type DataType, formatType, parseType } from '../types';
import { PERSONAL } from './document';
import type { Fields } from './reader';
import { fitsLogical, typeOfLogical } from './types';

/** A column, with what its property says of the table. */
export interface ColumnProperty {
  readonly column: ColumnContract;
  readonly keyPosition?: number;
  /** The columns of other tables that its values are of. */
  readonly references: readonly { readonly table: string; readonly column: string }[];
  /** The property, whose quality checks become rules of the table. */
  readonly property: Fields;
}

const MASKS: readonly MaskKind[] = ['text', 'email', 'name'];
const PARTS: readonly DocumentPart[] = ['document', 'call', 'evaluation', 'signal'];
/** Names that types can spell; a column's name is checked with its table. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** A reference by ids: `silver.reps.odcs.yaml#/schema/silver_reps/properties/rep_id`. */
const BY_ID = /(?:^|[#/])schema\/([A-Za-z0-9_-]+)\/properties\/([A-Za-z0-9_-]+)$/;
const BY_NAME = /^(\w+)\.(\w+)$/;
/** Ids of tables of other documents, as the export writes them. */
const TABLE_ID = /^(bronze|silver|gold|ops)_(\w+)$/;

export function columnOf(property: Fields, tables: ReadonlyMap<string, string>): ColumnProperty {
  const name = nameOf(property);
  const { type, masks } = typeOf(property);
  const custom = property.custom();
  const pii = piiOf(property, custom, masks);
  const landedIn = custom.oneOf('landedIn', PARTS);
  const column: ColumnContract = {
    name,
    type,
    nullable: !(property.flag('required') ?? false),
    comment: property.required('description'),
    ...(pii === undefined ? {} : { pii }),
    ...(landedIn === undefined ? {} : { landedIn }),
    ...flags(custom, ['isId', 'isReadByRowPredicate']),
  };
  custom.done();
  const isKey = property.flag('primaryKey') ?? false;
  const position = property.integer('primaryKeyPosition');
  if (!isKey && position !== undefined && position > 0) {
    property.problems.add(property.at('primaryKeyPosition'), `no primary key, got ${position}`);
  }
  const references = property.list('relationships').map((one) => referenceOf(one, tables));
  return {
    column,
    ...(isKey ? { keyPosition: position ?? 1 } : {}),
    references: references.flatMap((one) => one ?? []),
    property,
  };
}

export function fieldOf(property: Fields): DocumentField {
  const name = nameOf(property);
  const { type, masks, fields } = typeOf(property, fieldOf);
  const custom = property.custom();
  const pii = piiOf(property, custom, fields ? {} : masks);
  const field: DocumentField = {
    name,
    type,
    comment: property.required('description'),
    ...flags(custom, ['isId']),
    ...(pii === undefined ? {} : { pii }),
    ...(fields === undefined ? {} : { fields }),
  };
  custom.done();
  property.done();
  return field;
}

/** The name of a column or field; a physical name beside it has to be the same one. */
function nameOf(property: Fields): string {
  property.text('id');
  const name = property.required('name');
  if (name !== '' && !NAME.test(name)) {
    property.problems.add(property.at('name'), `not a name that a type can spell, got ${name}`);
    return 'unnamed';
  }
  const physical = property.text('physicalName');
  if (physical !== undefined && physical !== name) {
    property.problems.add(
      property.at('physicalName'),
      `another name than \`name\`, and contracts have one, got ${physical}`,
    );
  }
  return name;
}

function flags<K extends string>(custom: Fields, keys: readonly K[]): { [P in K]?: true } {
  return Object.fromEntries(keys.filter((key) => custom.flag(key)).map((key) => [key, true])) as {
    [P in K]?: true;
  };
}

type Masks = Readonly<Record<string, MaskKind>>;

/** A column has one mask, or those of its fields. */
function piiOf(property: Fields, custom: Fields, masks: Masks): ColumnContract['pii'] {
  const mask = maskOf(property, custom);
  const isNested = Object.keys(masks).length > 0;
  if (mask !== undefined && isNested) {
    property.problems.add(property.path, 'a mask of the column and masks of its fields. Use one');
  }
  return mask ?? (isNested ? masks : undefined);
}

function maskOf(property: Fields, custom: Fields): MaskKind | undefined {
  const mask = custom.oneOf('mask', MASKS);
  const classification = property.text('classification');
  if (classification === undefined && mask === undefined) return undefined;
  if (classification === PERSONAL && mask !== undefined) return mask;
  if (classification === 'public' && mask === undefined) return undefined;
  property.problems.add(
    property.at('classification'),
    `not ${PERSONAL} with the custom property \`mask\` (${MASKS.join(', ')}), nor public, ` +
      `got ${classification ?? 'none'}`,
  );
  return undefined;
}

interface ReadType {
  readonly type: string;
  /** The masks of the fields of its first structs. */
  readonly masks: Masks;
  /** The fields, where each of them has a description. */
  readonly fields?: readonly DocumentField[];
}

/**
 * The type of a property: by its structure, and by its physical type where that is one of contracts.
 * `describe` reads fields that have a description; without it, a description is a problem.
 */
function typeOf(property: Fields, describe?: (field: Fields) => DocumentField): ReadType {
  const logical = property.text('logicalType');
  const options = property.object('logicalTypeOptions');
  const format = options?.text('format');
  options?.flag('timezone');
  const physical = property.text('physicalType');
  const structure = structureOf(property, logical, describe);
  const declared = physical === undefined ? undefined : typeNamed(physical);
  options?.done();
  const found =
    structure ??
    (declared === undefined ? scalarOf(property, logical, format, physical) : undefined);
  const type = declared ?? found?.type ?? 'STRING';
  if (structure !== undefined && declared !== undefined && structure.type !== declared) {
    property.problems.add(
      property.at('physicalType'),
      `another type than that of the fields, ${structure.type}, got ${declared}`,
    );
  }
  const isScalar = declared !== undefined && parseType(declared).kind === 'scalar';
  if (isScalar && logical !== undefined && !fitsLogical(declared, logical)) {
    property.problems.add(
      property.at('logicalType'),
      `not the logical type of ${declared}, got ${logical}`,
    );
  }
  return { type, masks: found?.masks ?? {}, ...(found?.fields ? { fields: found.fields } : {}) };
}

/** The type by its name, spelt as contracts do; undefined where they have none of that name. */
function typeNamed(physical: string): string | undefined {
  for (const text of [physical, physical.toUpperCase()]) {
    try {
      return formatType(parseType(text));
    } catch {
      continue;
    }
  }
  return undefined;
}

function scalarOf(
  property: Fields,
  logical: string | undefined,
  format: string | undefined,
  physical: string | undefined,
): ReadType {
  const type = logical === undefined ? undefined : typeOfLogical(logical, format);
  if (type === undefined) {
    property.problems.add(
      property.at('logicalType'),
      `no type of contracts, got ${logical ?? 'none'} with the physical type ${physical ?? 'none'}`,
    );
  } else if (physical !== undefined) {
    property.problems.add(
      property.at('physicalType'),
      `not a type of contracts, got ${physical}. The logical type gives ${type}: drop the field`,
    );
  }
  return { type: type ?? 'STRING', masks: {} };
}

/** The type of a list or an object from its parts; undefined where it has none. */
function structureOf(
  property: Fields,
  logical: string | undefined,
  describe?: (field: Fields) => DocumentField,
): ReadType | undefined {
  const items = property.object('items');
  const parts = property.list('properties');
  if (items !== undefined) {
    if (logical !== 'array') wrongParts(property, 'items', 'array', logical);
    items.text('name');
    const element = typeOf(items, describe);
    items.done();
    return { ...element, type: formatType({ kind: 'array', element: parseType(element.type) }) };
  }
  if (parts.length === 0) return undefined;
  if (logical !== 'object') wrongParts(property, 'properties', 'object', logical);
  const isDescribed = parts.some((part) => part.text('description') !== undefined);
  if (isDescribed && describe !== undefined) {
    const fields = parts.map(describe);
    return { ...structOf(fields), masks: {}, fields };
  }
  const read = parts.map((part) => nestedOf(part));
  return {
    ...structOf(read),
    masks: Object.fromEntries(read.flatMap(({ name, mask }) => (mask ? [[name, mask]] : []))),
  };
}

function wrongParts(property: Fields, key: string, of: string, logical?: string): void {
  property.problems.add(
    property.at(key),
    `not of the logical type ${of}, got ${logical ?? 'none'}`,
  );
}

/** A field of a struct without a description: a name, a type and perhaps a mask. */
function nestedOf(part: Fields): { name: string; type: string; mask?: MaskKind } {
  const name = nameOf(part);
  const { type, masks } = typeOf(part);
  for (const deeper of Object.keys(masks)) {
    part.problems.add(
      part.path,
      `a mask below the first level of a column, got ${deeper}. Move the field up, or its mask`,
    );
  }
  if (part.text('description') !== undefined) {
    part.problems.add(part.at('description'), 'a column of a table describes no fields');
  }
  const custom = part.custom();
  const mask = maskOf(part, custom);
  custom.done();
  part.done();
  return { name, type, ...(mask === undefined ? {} : { mask }) };
}

function structOf(fields: readonly { name: string; type: string }[]): { type: string } {
  const struct: DataType = {
    kind: 'struct',
    fields: fields.map(({ name, type }) => ({ name, type: parseType(type) })),
  };
  return { type: formatType(struct) };
}

function referenceOf(
  relationship: Fields,
  tables: ReadonlyMap<string, string>,
): { table: string; column: string } | undefined {
  relationship.oneOf('type', ['foreignKey']);
  const to = relationship.required('to');
  relationship.done();
  const [, object, column] = BY_ID.exec(to) ?? BY_NAME.exec(to) ?? [];
  const table =
    object === undefined ? undefined : (tables.get(object) ?? object.replace(TABLE_ID, '$1.$2'));
  if (table?.includes('.') && column !== undefined) return { table, column };
  relationship.problems.add(
    relationship.at('to'),
    `not a column of a table of a layer, got ${to}. Refer to it by schema/<id>/properties/<id>`,
  );
  return undefined;
}
