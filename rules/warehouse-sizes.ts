/** Sizes of SQL warehouses (REST reference, "Create a warehouse", `cluster_size`), smallest first. */
export const WAREHOUSE_SIZES: readonly string[] = [
  '2X-Small',
  'X-Small',
  'Small',
  'Medium',
  'Large',
  'X-Large',
  '2X-Large',
  '3X-Large',
  '4X-Large',
  '5X-Large',
];

/** The sizes that the Terraform provider accepts (`ClusterSizes` of sql/resource_sql_endpoint.go). */
export const DEPLOYABLE_WAREHOUSE_SIZES: readonly string[] = WAREHOUSE_SIZES.filter(
  (size) => size !== '5X-Large',
);
