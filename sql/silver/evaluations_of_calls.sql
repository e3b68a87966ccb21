-- purpose: the documents of bronze with evaluations of the calls of a batch
-- grain: one row per content of a document; the calls lie between :first_call_id and :last_call_id
-- reads: silver.evaluations, accepted_records, :first_call_id, :last_call_id
select
    evaluations.source_file,
    evaluations.payload_sha256,
    unix_micros(evaluations.ingested_at) as ingested_at_micros
from silver.evaluations as evaluations
left semi join accepted_records as batch
    on evaluations.call_id = batch.call_id
where evaluations.call_id between :first_call_id and :last_call_id
