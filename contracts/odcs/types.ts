import { type DataType, formatType } from '../types';
import type { OdcsProperty, OdcsType } from './document';

/** Logical types and their options, by the scalar types of contracts. */
const LOGICAL: Readonly<Record<string, Pick<OdcsType, 'logicalType' | 'logicalTypeOptions'>>> = {
  STRING: { logicalType: 'string' },
  BOOLEAN: { logicalType: 'boolean' },
  INT: { logicalType: 'integer', logicalTypeOptions: { format: 'i32' } },
  BIGINT: { logicalType: 'integer', logicalTypeOptions: { format: 'i64' } },
  DOUBLE: { logicalType: 'number', logicalTypeOptions: { format: 'f64' } },
  DATE: { logicalType: 'date' },
  TIMESTAMP: { logicalType: 'timestamp', logicalTypeOptions: { timezone: true } },
  BINARY: { logicalType: 'string', logicalTypeOptions: { format: 'binary' } },
  // no logical type has values of any kind
  VARIANT: {},
};

/** A property below another, by the names of the fields that lead to it. */
export type Decorate = (name: string, property: OdcsProperty) => OdcsProperty;

/** The type in the terms of the standard; `decorate` adds to the fields of its first structs. */
export function odcsType(type: DataType, decorate: Decorate = (_, property) => property): OdcsType {
  const physicalType = formatType(type);
  switch (type.kind) {
    case 'scalar':
      return { ...(LOGICAL[type.text] ?? { logicalType: 'number' }), physicalType };
    case 'array':
      return { logicalType: 'array', physicalType, items: odcsType(type.element, decorate) };
    case 'struct':
      return {
        logicalType: 'object',
        physicalType,
        properties: type.fields.map((field) =>
          decorate(field.name, { name: field.name, ...odcsType(field.type) }),
        ),
      };
  }
}

/** The contract type of a logical type without a physical one; undefined where there is none. */
export function typeOfLogical(logical: string, format: unknown): string | undefined {
  switch (logical) {
    case 'string':
      return format === 'binary' ? 'BINARY' : 'STRING';
    case 'integer':
      return ['i8', 'i16', 'i32', 'u8', 'u16'].includes(String(format)) ? 'INT' : 'BIGINT';
    case 'number':
      return 'DOUBLE';
    case 'boolean':
    case 'date':
    case 'timestamp':
      return logical.toUpperCase();
    default:
      return undefined;
  }
}

/** Returns true if the logical type of the standard has values of the scalar type. */
export function fitsLogical(scalar: string, logical: string): boolean {
  const own = scalar.startsWith('DECIMAL(') ? 'number' : LOGICAL[scalar]?.logicalType;
  return own === undefined || own === logical;
}
