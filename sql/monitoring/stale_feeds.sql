-- purpose: which feeds have brought no document for longer than :stale_hours
-- grain: one row per stale feed, the longest silence first; a feed that never brought one has not
--   begun, and counts only once another has. Evaluations never do then: calls may have their own
-- reads: bronze.conversations_raw, bronze.deals_raw, bronze.evaluations_raw, bronze.reps_raw,
--   :stale_hours
with feeds as (
    select
        'conversations' as feed,
        max(ingested_at) as newest_at
    from bronze.conversations_raw
    union all
    select
        'deals' as feed,
        max(ingested_at) as newest_at
    from bronze.deals_raw
    union all
    select
        'reps' as feed,
        max(ingested_at) as newest_at
    from bronze.reps_raw
    union all
    select
        'evaluations' as feed,
        max(ingested_at) as newest_at
    from bronze.evaluations_raw
    having max(ingested_at) is not null
),

ages as (
    select
        feed,
        newest_at,
        max(newest_at) over () is not null as has_begun,
        timestampdiff(minute, newest_at, current_timestamp()) / 60.0 as silent_hours
    from feeds
)

select
    feed,
    newest_at,
    round(silent_hours, 1) as silent_hours,
    count(*) over () as problem_count
from ages
where has_begun and (newest_at is null or silent_hours > cast(:stale_hours as double))
order by newest_at asc nulls first, feed asc
