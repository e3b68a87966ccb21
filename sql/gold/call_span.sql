-- One row: how many deals there are to compute, and from when to when they were talked about.
-- reads: silver.conversations, deals_to_compute
select
    count(distinct asked.deal_id) as deal_count,
    -- as a number: a Python date has no year before 1 or after 9999
    unix_micros(min(calls.call_timestamp)) as first_call_micros,
    unix_micros(max(calls.call_timestamp)) as last_call_micros
from deals_to_compute as asked
left join silver.conversations as calls on asked.deal_id = calls.deal_id
