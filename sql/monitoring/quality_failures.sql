-- purpose: which rules rejected records, stopped a run or found rows dangling, in the last day
-- grain: one row per table and rule, the most breaches first. Of a reference the latest check
--   counts, as a row that dangled may be in order by now. Other warnings are left to a dashboard
-- reads: ops.quality_results
with recent as (
    select
        *,
        row_number() over (
            partition by target_table, rule
            order by checked_at desc, batch_id desc
        ) = 1 as is_latest
    from ops.quality_results
    where checked_at >= current_timestamp() - interval '1' day
),

failures as (
    select
        target_table,
        rule,
        max(severity) as severity,
        max(message) as message,
        sum(failed) as failed,
        sum(passed) as passed,
        max(checked_at) as last_checked_at
    from recent
    where severity <> 'warn' or (stage = 'check_references' and is_latest)
    group by target_table, rule
    having sum(failed) > 0
)

select
    *,
    count(*) over () as problem_count
from failures
order by failed desc, target_table asc, rule asc
