-- The tables of a schema (:schema), and its views among them.
show tables in identifier (:schema)
