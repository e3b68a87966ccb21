-- purpose: what did not fit the contracts in the past :days days
-- grain: one row per day, feed and field
-- reads: ops.rescued_data, :days
select
    day,
    feed,
    field,
    document_count,
    first_file
from ops.rescued_data
where day >= date_sub(current_date(), cast(:days as int))
