-- purpose: what waits in quarantine, and since when: what `lakehouse replay --quarantine` takes
-- grain: one row per table and rule; a record that broke several rules counts in each
-- reads: silver.quarantine
with errors as (
    select
        target_table,
        quarantined_at,
        explode(errors) as error
    from silver.quarantine
    where resolved_at is null
)

select
    target_table,
    error.rule,
    max(error.message) as message,
    count(*) as open_count,
    min(quarantined_at) as first_quarantined_at,
    max(quarantined_at) as last_quarantined_at
from errors
group by target_table, error.rule
order by open_count desc, target_table asc, error.rule asc
