/** Spark's only catalog, and so the workspace's. */
export const CATALOG = 'spark_catalog';
