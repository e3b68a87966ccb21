-- purpose: which stages of a pipeline did not succeed when they last ran; one that runs on is well
-- grain: one row per job and stage whose last run of the past :days days failed or was skipped, the
--   latest first
-- reads: ops.pipeline_runs, :days
with last_runs as (
    select *
    from ops.pipeline_runs
    where recorded_at > current_timestamp() - make_dt_interval(cast(:days as int))
    qualify row_number() over (
        partition by job_name, stage
        order by recorded_at desc
    ) = 1
)

select
    job_name,
    stage,
    state,
    error_class,
    run_id,
    ended_at,
    count(*) over () as problem_count
from last_runs
where state not in ('succeeded', 'running')
order by recorded_at desc, stage asc
