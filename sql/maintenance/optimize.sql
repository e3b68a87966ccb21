-- Makes files of the target size of the small ones of a table (:table_name); of one that has
-- cluster keys, clusters the rows that are not yet. OPTIMIZE takes no parameter.
-- reads: :table_name
execute immediate format_string('optimize %s', :table_name)
