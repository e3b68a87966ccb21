-- One row per file of a table (:table_name) that VACUUM would remove, with :retained between the
-- name and DRY RUN: empty, or retain 0 hours. Databricks lists at most 1,000.
-- reads: :retained, :table_name
execute immediate format_string('vacuum %s %s dry run', :table_name, :retained)
