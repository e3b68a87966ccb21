-- purpose: rows of ops.pipeline_runs for records of stages (:records, a JSON array), with how fresh
--   the stages are
-- grain: one row per record
-- reads: bronze.conversations_raw, bronze.deals_raw, bronze.reps_raw, :records
with records as (
    select
        inline(
            from_json(
                :records,
                'ARRAY<STRUCT<
                    run_id: STRING, job_name: STRING, stage: STRING, feed: STRING,
                    state: STRING, attempts: INT, error_class: STRING,
                    started_at: TIMESTAMP, ended_at: TIMESTAMP,
                    tables: ARRAY<STRUCT<
                        table_name: STRING, read: BIGINT, quarantined: BIGINT,
                        inserted: BIGINT, updated: BIGINT, deleted: BIGINT
                    >>
                >>'
            )
        )
),

documents as (
    select
        'conversations' as feed,
        ingested_at,
        _metadata.file_modification_time as file_at
    from bronze.conversations_raw
    union all
    select
        'deals' as feed,
        ingested_at,
        _metadata.file_modification_time as file_at
    from bronze.deals_raw
    union all
    select
        'reps' as feed,
        ingested_at,
        _metadata.file_modification_time as file_at
    from bronze.reps_raw
),

-- a stage that succeeded has ingested the records that existed when it began; a landing stage, all
-- of them; a continuous stage, those that existed when its latest batch began
successes as (
    select
        run_id,
        stage,
        feed,
        if(
            exists(tables, one -> one.table_name like 'bronze.%'), ended_at, started_at
        ) as has_taken_in_until
    from records
    where state in ('succeeded', 'running')
),

newest as (
    select
        successes.run_id,
        successes.stage,
        max(documents.file_at) as newest_file_at
    from successes
    inner join documents
        on
            successes.feed = documents.feed
            and successes.has_taken_in_until >= documents.ingested_at
    group by successes.run_id, successes.stage
),

totals as (
    select
        records.*,
        newest.newest_file_at,
        aggregate(tables, 0L, (sum, one) -> sum + one.read) as rows_read,
        aggregate(
            tables, 0L, (sum, one) -> sum + one.inserted + one.updated + one.deleted
        ) as rows_written,
        aggregate(tables, 0L, (sum, one) -> sum + one.quarantined) as rows_quarantined
    from records
    left join newest
        on records.run_id = newest.run_id and records.stage = newest.stage
)

select
    run_id,
    job_name,
    stage,
    feed,
    state,
    attempts,
    error_class,
    started_at,
    ended_at,
    cast(ended_at as double) - cast(started_at as double) as duration_seconds,
    rows_read,
    rows_written,
    rows_quarantined,
    tables,
    newest_file_at,
    case
        when rows_read > 0
            then cast(ended_at as double) - cast(newest_file_at as double)
    end as lag_seconds,
    current_timestamp() as recorded_at
from totals
