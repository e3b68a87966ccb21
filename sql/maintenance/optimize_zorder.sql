-- Orders the rows of a table (:table_name) by columns (:columns, names with commas), so that a
-- query by any of them reads few files. OPTIMIZE takes no parameter.
-- reads: :columns, :table_name
execute immediate format_string('optimize %s zorder by (%s)', :table_name, :columns)
