-- purpose: freshness of the output of each stage: the newest file that it has ingested, and the
--   time of its last success
-- grain: one row per job, feed and stage
-- reads: ops.pipeline_runs
select
    job_name,
    feed,
    stage,
    max(newest_file_at) as newest_file_at,
    max(case when state in ('succeeded', 'running') then ended_at end) as last_success_at,
    max_by(state, recorded_at) as last_state,
    round(
        timestampdiff(minute, max(newest_file_at), current_timestamp()) / 60.0, 1
    ) as hours_since_newest_file
from ops.pipeline_runs
where feed is not null
group by job_name, feed, stage
