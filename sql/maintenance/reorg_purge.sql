-- Rewrites the files of a table (:table_name) that have deleted rows, without these rows.
-- REORG takes no parameter.
-- reads: :table_name
execute immediate format_string('reorg table %s apply (purge)', :table_name)
