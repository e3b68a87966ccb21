-- Lets other runs do what a run (:holder) has done (:lock).
merge into ops.job_locks as t
using (select :lock as name, :holder as holder) as s
    on t.name = s.name and t.holder = s.holder
when matched then update set t.holder = null, t.taken_at = null, t.expires_at = null
