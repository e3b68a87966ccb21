-- One row per erasure: what a restore to before it would bring back.
-- reads: ops.erasures
select
    erasure_id,
    kind,
    completed_at is null as is_open,
    unix_micros(coalesce(completed_at, began_at)) / 1e6 as completed,
    unix_micros(text_before) / 1e6 as text_before,
    searched,
    tables
from ops.erasures
