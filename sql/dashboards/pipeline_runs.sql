-- purpose: how the runs of the past :days days went, and what each cost at :usd_per_hour, the list
--   price of the jobs' cluster (empty: not known). A run costs from the begin of its first stage
--   to the end of its last; the start of the cluster before it is not counted
-- grain: one row per run
-- reads: ops.pipeline_runs, :days, :usd_per_hour
with stages as (
    select *
    from ops.pipeline_runs
    where recorded_at > current_timestamp() - make_dt_interval(cast(:days as int))
),

runs as (
    select
        run_id,
        job_name,
        min(started_at) as started_at,
        max(ended_at) as ended_at,
        count(*) as stage_count,
        count_if(state not in ('succeeded', 'running')) as failed_stage_count,
        count_if(state = 'running') as running_stage_count,
        sum(attempts) as attempt_count,
        sum(rows_read) as rows_read,
        sum(rows_written) as rows_written,
        sum(rows_quarantined) as rows_quarantined,
        max(lag_seconds) as lag_seconds
    from stages
    group by run_id, job_name
)

select
    run_id,
    job_name,
    started_at,
    case
        when failed_stage_count > 0 then 'failed'
        when running_stage_count > 0 then 'running'
        else 'succeeded'
    end as state,
    stage_count,
    failed_stage_count,
    attempt_count,
    (unix_millis(ended_at) - unix_millis(started_at)) / 1000.0 as duration_seconds,
    rows_read,
    rows_written,
    rows_quarantined,
    round(lag_seconds, 1) as lag_seconds,
    (unix_millis(ended_at) - unix_millis(started_at)) / 3600000.0
    * try_cast(:usd_per_hour as double) as cost_usd
from runs
