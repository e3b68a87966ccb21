-- purpose: which data begins not to fit the contracts: fields that were rescued today or yesterday
--   and on none of the seven days before, or three times as often as on the worst of them
-- grain: one row per feed and field, the most frequent first
-- reads: ops.rescued_data
with days as (
    select
        *,
        -- with yesterday, as a day that has just begun says little
        day >= date_sub(current_date(), 1) as is_new
    from ops.rescued_data
    where day >= date_sub(current_date(), 8)
),

fields as (
    select
        feed,
        field,
        max(document_count) filter (where is_new) as documents_now,
        coalesce(max(document_count) filter (where not is_new), 0) as documents_before,
        min_by(first_file, first_ingested_at) filter (where is_new) as first_file,
        max(last_ingested_at) as last_ingested_at
    from days
    group by feed, field
)

select
    *,
    count(*) over () as problem_count
from fields
where documents_now >= 3 * documents_before
order by documents_now desc, feed asc, field asc
