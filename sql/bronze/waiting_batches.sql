-- purpose: the batches of a feed that landed and could not be merged into silver yet
-- grain: one row per batch, the oldest first
-- reads: ops.waiting_batches, :feed
select
    stream_id,
    batch_id,
    unix_micros(ingested_at) as ingested_at_micros
from ops.waiting_batches
where feed = :feed
order by ingested_at
