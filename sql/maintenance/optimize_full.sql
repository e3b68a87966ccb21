-- Clusters all rows of a table (:table_name) by its cluster keys, those that were clustered by
-- others included. OPTIMIZE takes no parameter.
-- reads: :table_name
execute immediate format_string('optimize %s full', :table_name)
