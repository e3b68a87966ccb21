-- purpose: what the governance job found to differ from what is declared, from :since on
-- grain: one row per run and difference
-- reads: ops.governance_report, :since
select
    reported_at,
    securable,
    property,
    expected,
    found,
    outcome
from ops.governance_report
where reported_at >= cast(:since as timestamp)
order by securable, property, reported_at
