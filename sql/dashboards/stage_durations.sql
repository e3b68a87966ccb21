-- purpose: how long each stage took in the runs of the past :days days
-- grain: one row per run and stage that ended
-- reads: ops.pipeline_runs, :days
select
    run_id,
    job_name,
    stage,
    state,
    started_at,
    duration_seconds,
    rows_written
from ops.pipeline_runs
where
    recorded_at > current_timestamp() - make_dt_interval(cast(:days as int))
    and duration_seconds is not null
