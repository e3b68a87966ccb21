-- The row of a lock (:lock): one row, or none before it is first used.
select holder, stages, taken_at, expires_at
from ops.job_locks
where name = :lock
