-- purpose: what in a batch of documents did not fit, by the path of the field without indexes
-- grain: one row per field
-- reads: landed_documents
with documents as (
    select
        _metadata.file_path as file_path,
        json_object_keys(_rescued_data) as fields
    from landed_documents
    where _rescued_data is not null
),

fields as (
    select
        file_path,
        explode(transform(fields, f -> regexp_replace(f, r'\[[0-9]+\]', '[]'))) as field
    from documents
)

select
    field,
    min(file_path) as first_file
from fields
where field <> '_file_path'
group by field
