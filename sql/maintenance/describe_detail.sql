-- How a table (:table_name) lies in its files now: one row. DESCRIBE takes no parameter.
execute immediate format_string('describe detail %s', :table_name)
