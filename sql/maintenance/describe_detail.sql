-- Current file layout of a table (:table_name): one row. DESCRIBE takes no parameter.
-- reads: :table_name
execute immediate format_string('describe detail %s', :table_name)
