-- Writes the files of a table (:table_name) anew that have rows which are gone, without these rows.
-- REORG takes no parameter.
execute immediate format_string('reorg table %s apply (purge)', :table_name)
