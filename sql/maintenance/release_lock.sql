-- Ends a stage (:stage) of the job that holds a lock (:lock); the last one releases it.
-- reads: ops.job_locks, :holder, :lock, :stage
update ops.job_locks
set
    stages = array_remove(stages, :stage),
    taken_at = case when size(array_remove(stages, :stage)) = 0 then null else taken_at end,
    expires_at = case when size(array_remove(stages, :stage)) = 0 then null else expires_at end,
    holder = case when size(array_remove(stages, :stage)) = 0 then null else holder end
where name = :lock and holder = :holder
