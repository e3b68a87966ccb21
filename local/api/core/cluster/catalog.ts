/** Spark's only catalog, and so the workspace's. */
export const CATALOG = 'spark_catalog';

/**
 * Returns true for a schema that can have tables: Spark refuses other names (SessionCatalog.validateName,
 * INVALID_SCHEMA_OR_RELATION_NAME). Unity Catalog allows them, and a schema can have volumes alone.
 */
export function canHaveTables(schema: string): boolean {
  return /^\w+$/.test(schema);
}
