-- The run that does what only one run may do at a time (:lock), and since when: one row, or none.
select holder, taken_at, expires_at
from ops.job_locks
where name = :lock and holder is not null
