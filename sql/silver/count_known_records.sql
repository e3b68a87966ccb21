-- One row: what silver knows of the accepted records of a batch. :target_table has the column :key,
-- whose values in the batch lie between :first_key and :last_key.
with records as (
    select
        identifier (:key) as record_id,
        payload_sha256
    from accepted_records
    where identifier (:key) is not null
),

batch as (
    select
        record_id,
        payload_sha256,
        count(*) over same_key as records_of_key,
        min(payload_sha256) over same_key <> max(payload_sha256) over same_key as has_other_content
    from records
    window same_key as (partition by record_id)
),

known as (
    select
        identifier (:key) as record_id,
        payload_sha256
    from identifier (:target_table)
    where identifier (:key) between :first_key and :last_key
)

select
    count_if(known.record_id is not null) as known,
    count_if(batch.records_of_key > 1) as repeated,
    count_if(batch.has_other_content) as other_content_in_batch,
    count_if(known.payload_sha256 <> batch.payload_sha256) as other_content_over_time
from batch
left join known on batch.record_id = known.record_id
