-- The row of a lock (:lock), with the hours until it expires: one row, or none before it is first
-- used.
-- reads: ops.job_locks, :lock
select
    holder,
    stages,
    taken_at,
    expires_at,
    timestampdiff(hour, current_timestamp(), expires_at) as hours_left
from ops.job_locks
where name = :lock
