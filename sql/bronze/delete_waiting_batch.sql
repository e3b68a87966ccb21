-- purpose: removes the record of a batch that has been merged into silver
-- grain: at most one row
-- reads: ops.waiting_batches, :batch_id, :feed, :stream_id
merge into ops.waiting_batches as t
using (
    select
        :feed as feed,
        :stream_id as stream_id,
        cast(:batch_id as bigint) as batch_id
) as s
    on
        t.feed = s.feed
        and t.stream_id = s.stream_id
        and t.batch_id = s.batch_id
when matched then delete
