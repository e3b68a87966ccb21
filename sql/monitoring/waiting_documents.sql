-- purpose: which stages leave documents of bronze waiting for longer than :lag_hours
-- grain: one row per stage that has such documents, the longest wait first; a stage has merged the
--   documents that were in bronze when it, or its latest batch where it runs on, last began with
--   success; a stage that lands documents itself, those that were there when it ended. One row more
--   per vendor with parts of calls whose other parts did not arrive, and one for evaluations whose
--   calls did not
-- reads: bronze.conversations_raw, bronze.deals_raw, bronze.evaluations_raw, bronze.reps_raw,
--   ops.call_parts, ops.pipeline_runs, silver.conversations, silver.deletions, silver.evaluations,
--   :lag_hours
with runs as (
    select
        *,
        coalesce(exists(tables, one -> one.table_name like 'bronze.%'), false) as lands,
        coalesce(exists(tables, one -> one.table_name like 'silver.%'), false) as merges
    from ops.pipeline_runs
    where feed is not null
),

recorded as (
    select
        job_name,
        stage,
        feed,
        max(
            case
                when state in ('succeeded', 'running') then if(lands, ended_at, started_at)
            end
        ) as last_success_at,
        max(recorded_at) as last_recorded_at,
        min(case when lands and merges then recorded_at end) as first_ingested_at
    from runs
    group by job_name, stage, feed
    -- a stage that only lands documents leaves none waiting in bronze
    having not bool_or(lands) or bool_or(merges)
),

stages as (
    select *
    from recorded
    -- a stage of an earlier release leaves none either: one that lands and merges replaced it
    qualify
        last_recorded_at >= coalesce(
            min(first_ingested_at) over (partition by job_name, feed), last_recorded_at
        )
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
    union all
    select
        'evaluations' as feed,
        ingested_at
    from bronze.evaluations_raw
),

waiting_evaluations as (
    select evaluations.ingested_at
    from silver.evaluations as evaluations
    left anti join silver.conversations as calls on evaluations.call_id = calls.call_id
    -- those of a deleted call, or taken back by the scorer, are void
    left anti join silver.deletions as deletions
        on
            evaluations.call_id = deletions.record_id
            and evaluations.scored_at <= deletions.deleted_at
            and (
                deletions.target_table = 'silver.conversations'
                or (
                    deletions.target_table = 'silver.conversation_signals'
                    and evaluations.scoring_version = deletions.scoring_version
                )
            )
),

incomplete_calls as (
    select
        source,
        count(*) as document_count,
        min(ingested_at) as waiting_since
    from ops.call_parts
    group by source, source_call_id
    having size(array_distinct(flatten(collect_list(split(part, ','))))) < max(part_count)
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
    union all
    select
        null as job_name,
        concat('other parts of calls of ', source) as stage,
        'conversations' as feed,
        null as last_success_at,
        sum(document_count) as document_count,
        min(waiting_since) as waiting_since
    from incomplete_calls
    group by source
    union all
    select
        null as job_name,
        'calls of evaluations' as stage,
        'evaluations' as feed,
        null as last_success_at,
        count(*) as document_count,
        min(ingested_at) as waiting_since
    from waiting_evaluations
    having count(*) > 0
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
