-- purpose: how each rule fared day by day, for a dashboard
-- grain: one row per day, table and rule version, over the last :days days
-- reads: ops.quality_results, :days
select
    cast(checked_at as date) as day,
    target_table,
    rule,
    rule_version,
    severity,
    sum(passed) as passed,
    sum(failed) as failed,
    try_divide(sum(failed), sum(passed) + sum(failed)) as failed_share,
    count(distinct job_run_id) as run_count
from ops.quality_results
where checked_at >= current_timestamp() - make_dt_interval(cast(:days as int))
group by cast(checked_at as date), target_table, rule, rule_version, severity
order by day desc, failed desc, target_table asc, rule asc
