-- purpose: the address that somebody has in silver.reps, as a rep or as a manager
-- grain: one row for an address that is there, in whatever case it is asked for; none for another
with addresses as (
    select trim(email) as address from silver.reps
    union all
    select trim(manager_email) as address from silver.reps
)

select min(address) as address
from addresses
where lower(address) = lower(trim(:address))
having min(address) is not null
