-- One row per landed conversation document, as it was parsed and before any rule:
-- the fields of the call by name and still as text, the evaluations whole.
select
    payload,
    payload_sha256,
    source_file,
    ingested_at,
    _malformed,
    document.call.*,
    document.* except (call)
from parsed_conversations
