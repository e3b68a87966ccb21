-- Computes the statistics of a table (:table_name) by which the optimizer plans its joins. For
-- Databricks: open-source Spark has no ANALYZE for tables of Delta Lake.
-- reads: :table_name
execute immediate format_string(
    'analyze table %s compute statistics for all columns', :table_name
)
