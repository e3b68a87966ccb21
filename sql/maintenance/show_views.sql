-- The views of a schema (:schema).
-- reads: :schema
show views in identifier (:schema)
