-- Takes a lock (:lock) for a stage (:stage) of a job (:holder) and for :hours at most, unless
-- another job holds it. Only updates the row: two updates of a row conflict, and one runs again,
-- while with row-level concurrency two inserts of the same new key both succeed.
-- reads: ops.job_locks, :holder, :hours, :lock, :stage
update ops.job_locks
set
    taken_at = case when holder = :holder then taken_at else current_timestamp() end,
    stages = array_union(
        case when holder = :holder then coalesce(stages, array()) else array() end, array(:stage)
    ),
    holder = :holder,
    expires_at = current_timestamp() + make_dt_interval(0, cast(:hours as int))
where
    name = :lock
    and (holder is null or holder = :holder or expires_at < current_timestamp())
