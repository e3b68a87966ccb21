import type { ColumnContract, DocumentPart, TableContract } from './table';

/** A field of a landed document. */
export interface DocumentField {
  readonly name: string;
  /** The type that the source promises. */
  readonly type: string;
  readonly comment: string;
  /**
   * The text is an id: read without the white space around it, and as none where it is empty.
   * @default false
   */
  readonly isId?: boolean;
  /**
   * The mask of the column that has the value, as in a column's contract.
   * @default - the field holds no personal data
   */
  readonly pii?: ColumnContract['pii'];
  /**
   * The fields of an object, or of the objects of a list.
   * @default - the type says it all
   */
  readonly fields?: readonly DocumentField[];
}

/** The field by which a source reports the deletion of the entity. */
export const DELETED: DocumentField = {
  name: 'deleted',
  type: 'BOOLEAN',
  comment: 'True if the source has deleted it',
};

/** The fields that a table's columns are read from in a part of the landed document. */
export function landedFields(table: TableContract, part: DocumentPart): DocumentField[] {
  return table.columns
    .filter((column) => column.landedIn === part)
    .map(({ name, type, comment, isId, pii }: ColumnContract) => ({
      name,
      type,
      comment,
      ...(isId ? { isId } : {}),
      ...(pii === undefined ? {} : { pii }),
    }));
}

/** A field whose value is an object. */
export function object(
  name: string,
  comment: string,
  fields: readonly DocumentField[],
): DocumentField {
  return { name, type: structOf(fields), comment, fields };
}

/** A field whose value is a list of objects. */
export function listOf(
  name: string,
  comment: string,
  fields: readonly DocumentField[],
): DocumentField {
  return { name, type: `ARRAY<${structOf(fields)}>`, comment, fields };
}

function structOf(fields: readonly DocumentField[]): string {
  return `STRUCT<${fields.map((field) => `${field.name}: ${field.type}`).join(', ')}>`;
}
