-- The properties of a table, CHECK constraints among them: one row per property.
show tblproperties identifier (:table_name)
