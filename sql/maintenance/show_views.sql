-- The views of a schema (:schema).
show views in identifier (:schema)
