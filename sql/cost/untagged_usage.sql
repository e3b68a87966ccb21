-- purpose: what was billed in the last :days days to no environment, as it lacks the tag
-- grain: one row per workspace, product and who ran it, the largest first
-- reads: system.billing.usage, :days
select
    workspace_id,
    billing_origin_product,
    identity_metadata.run_as as run_as,
    usage_unit,
    sum(usage_quantity) as quantity,
    max(usage_date) as last_billed
from system.billing.usage
where
    usage_date >= date_sub(current_date(), cast(:days as int))
    and custom_tags['environment'] is null
group by workspace_id, billing_origin_product, identity_metadata.run_as, usage_unit
order by quantity desc, workspace_id asc, billing_origin_product asc
