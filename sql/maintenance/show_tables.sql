-- The tables of a schema (:schema), and its views among them.
-- reads: :schema
show tables in identifier (:schema)
