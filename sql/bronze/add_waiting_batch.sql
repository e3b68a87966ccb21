-- purpose: records a batch that landed and could not be merged into silver
-- grain: one row per feed, stream and batch; failed again, it stays as it was
-- reads: ops.waiting_batches, :batch_id, :error_class, :feed, :ingested_at_micros, :stream_id
merge into ops.waiting_batches as t
using (
    select
        :feed as feed,
        :stream_id as stream_id,
        cast(:batch_id as bigint) as batch_id,
        timestamp_micros(:ingested_at_micros) as ingested_at,
        :error_class as error_class,
        current_timestamp() as waiting_since
) as s
    on
        t.feed = s.feed
        and t.stream_id = s.stream_id
        and t.batch_id = s.batch_id
when not matched then insert *
