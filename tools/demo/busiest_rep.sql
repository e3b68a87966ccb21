-- purpose: principals for a demo of access: the rep with the most calls, and that rep's manager
-- grain: one row, none while there are no calls
select
    trim(reps.email) as rep,
    trim(reps.manager_email) as manager
from silver.reps as reps
inner join silver.conversations as calls on reps.rep_id = calls.rep_id
where reps.email is not null and reps.manager_email is not null
group by reps.rep_id, reps.email, reps.manager_email
order by count(*) desc, reps.rep_id asc
limit 1
