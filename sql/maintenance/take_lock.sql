-- Lets a run (:holder) do what only one run may do at a time (:lock), for :hours at most: a row is
-- written unless another run holds it. Two that try at once conflict, and one of them tries again.
merge into ops.job_locks as t
using (
    select
        :lock as name,
        :holder as holder,
        current_timestamp() as taken_at,
        current_timestamp() + make_dt_interval(0, cast(:hours as int)) as expires_at
) as s
    on t.name = s.name
when matched and (
    t.holder is null or t.holder = s.holder or t.expires_at < s.taken_at
) then update set *
when not matched then insert *
