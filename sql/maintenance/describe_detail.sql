-- Current file layout of a table (:table_name): one row. DESCRIBE takes no parameter.
execute immediate format_string('describe detail %s', :table_name)
