-- The properties of a table, CHECK constraints among them: one row per property.
-- reads: :table_name
show tblproperties identifier (:table_name)
