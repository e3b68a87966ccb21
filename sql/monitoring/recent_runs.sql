-- purpose: what the runs of the past :days days did, stage by stage
-- grain: one row per run and stage, the latest run first
-- reads: ops.pipeline_runs, :days
select
    run_id,
    job_name,
    stage,
    state,
    error_class,
    attempts,
    started_at,
    round(duration_seconds, 1) as seconds,
    rows_read,
    rows_written,
    rows_quarantined,
    newest_file_at,
    round(lag_seconds, 1) as lag_seconds
from ops.pipeline_runs
where recorded_at > current_timestamp() - make_dt_interval(cast(:days as int))
order by cast(run_id as bigint) desc, started_at asc nulls last, stage asc
