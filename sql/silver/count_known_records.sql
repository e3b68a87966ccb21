-- One row: what silver knows of the records of a batch that may enter. :target_table has the column
-- :key, whose values in the batch lie between :first_key and :last_key.
-- reads: silver.deletions, accepted_records, :first_key, :key, :last_key, :target_table
with records as (
    select
        identifier (:key) as record_id,
        payload_sha256,
        is_deleted
    from accepted_records
),

batch as (
    select
        record_id,
        payload_sha256,
        not is_deleted as is_content,
        count(*) over same_key as records_of_key,
        min(case when not is_deleted then payload_sha256 end) over same_key as first_content,
        max(case when not is_deleted then payload_sha256 end) over same_key as last_content
    from records
    window same_key as (partition by record_id)
),

known as (
    select
        identifier (:key) as record_id,
        payload_sha256
    from identifier (:target_table)
    where identifier (:key) between :first_key and :last_key
),

deleted as (
    select distinct record_id
    from silver.deletions
    where record_id between :first_key and :last_key
)

select
    count_if(known.record_id is not null) as known,
    count_if(batch.records_of_key > 1) as repeated,
    count_if(deleted.record_id is not null) as deleted,
    count_if(
        batch.is_content and batch.first_content <> batch.last_content
    ) as other_content_in_batch,
    count_if(
        batch.is_content and known.payload_sha256 <> batch.payload_sha256
    ) as other_content_over_time
from batch
left join known on batch.record_id = known.record_id
left join deleted on batch.record_id = deleted.record_id
