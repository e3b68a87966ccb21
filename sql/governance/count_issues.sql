-- Number of reps and calls that only reviewers can read because of the reps' records: one row.
-- reads: ops.governance_issues
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
