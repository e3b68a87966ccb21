-- One row per landed document of the view :documents that a restored table does not know yet: it
-- reached bronze after the version that stands again (:since), or a row of the view
-- `rows_that_went` was read from its file.
-- reads: rows_that_went, :documents, :since
select
    documents.payload,
    documents._metadata,
    documents.ingested_at,
    documents.payload_sha256
from identifier (:documents) as documents
where
    documents.ingested_at > cast(:since as timestamp)
    or documents._metadata.file_path in (select rows_that_went.source_file from rows_that_went)
