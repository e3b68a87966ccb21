-- purpose: the batch that the stream :stream_id has counted last
-- grain: one row, none before the first batch
-- reads: ops.quality_results, :stream_id
select batch_id
from ops.quality_results
where stream_id = :stream_id
order by checked_at desc
limit 1
