-- purpose: which stages leave documents of bronze waiting for longer than :lag_hours
-- grain: one row per stage that has such documents, the longest wait first; a stage has taken in
--   what was there when it, or its latest batch where it runs on, last began with success
with stages as (
    select
        job_name,
        stage,
        feed,
        max(case when state in ('succeeded', 'running') then started_at end) as last_success_at
    from ops.pipeline_runs
    where feed is not null
    group by job_name, stage, feed
    having
        -- a stage that lands documents leaves none waiting in bronze
        not bool_or(exists(tables, one -> one.table_name like 'bronze.%'))
),

documents as (
    select
        'conversations' as feed,
        ingested_at
    from bronze.conversations_raw
    union all
    select
        'deals' as feed,
        ingested_at
    from bronze.deals_raw
    union all
    select
        'reps' as feed,
        ingested_at
    from bronze.reps_raw
),

waiting as (
    select
        stages.job_name,
        stages.stage,
        stages.feed,
        stages.last_success_at,
        count(*) as document_count,
        min(documents.ingested_at) as waiting_since
    from stages
    inner join documents
        on
            stages.feed = documents.feed
            and (
                stages.last_success_at is null
                or stages.last_success_at < documents.ingested_at
            )
    group by stages.job_name, stages.stage, stages.feed, stages.last_success_at
)

select
    job_name,
    stage,
    feed,
    document_count,
    waiting_since,
    last_success_at,
    count(*) over () as problem_count
from waiting
where waiting_since < current_timestamp() - cast(:lag_hours as int) * interval '1' hour
order by waiting_since asc, stage asc
