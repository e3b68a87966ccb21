-- How many reps and calls are closed to all but reviewers, because of the reps' records: one row.
with reps as (
    select distinct
        rep_id,
        hidden_call_count
    from ops.governance_issues
)

select
    count(*) as rep_count,
    coalesce(sum(hidden_call_count), 0) as hidden_call_count
from reps
