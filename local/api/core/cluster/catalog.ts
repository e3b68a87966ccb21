/** Spark's name of its session catalog, the one catalog of a workspace. */
export const SPARK_CATALOG = 'spark_catalog';

/** The catalog's name in a new workspace, until a catalog is created under another name. */
export const DEFAULT_CATALOG = 'lakehouse_local';

/**
 * Returns true for a schema that can have tables: Spark refuses other names (SessionCatalog.validateName,
 * INVALID_SCHEMA_OR_RELATION_NAME). Unity Catalog allows them, and a schema can have volumes alone.
 */
export function canHaveTables(schema: string): boolean {
  return /^\w+$/.test(schema);
}
