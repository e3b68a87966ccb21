-- purpose: an address of silver.reps, of a rep or of a manager
-- grain: one row for an existing address, in any case of the letters; none for another
-- reads: silver.reps, :address
with addresses as (
    select trim(email) as address from silver.reps
    union all
    select trim(manager_email) as address from silver.reps
)

select min(address) as address
from addresses
where lower(address) = lower(trim(:address))
having min(address) is not null
