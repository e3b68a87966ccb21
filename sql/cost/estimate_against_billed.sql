-- purpose: the estimate of `npx lakehouse cost <plan.json> --estimates` against what was billed in
--   the last :days days to the environment :environment, as of a month; :estimates is that JSON
-- grain: one row per job or warehouse that was estimated, billed, or both, the largest miss first
-- reads: system.billing.usage, system.compute.warehouses, system.lakeflow.jobs, :days,
--   :environment, :estimates
with estimates as (
    select *
    from
        inline(
            from_json(
                :estimates,
                'array<struct<kind: string, name: string, monthly_dbu: double>>'
            )
        )
),

jobs as (
    select workspace_id, job_id, max_by(name, change_time) as name
    from system.lakeflow.jobs
    group by workspace_id, job_id
),

warehouses as (
    select workspace_id, warehouse_id, max_by(warehouse_name, change_time) as name
    from system.compute.warehouses
    group by workspace_id, warehouse_id
),

usage_of_environment as (
    select
        workspace_id,
        usage_metadata.job_id as job_id,
        usage_metadata.warehouse_id as warehouse_id,
        usage_quantity
    from system.billing.usage
    where
        usage_date >= date_sub(current_date(), cast(:days as int))
        and usage_unit = 'DBU'
        and custom_tags['environment'] = :environment
),

billed as (
    select 'job' as kind, jobs.name, used.usage_quantity
    from usage_of_environment as used
    inner join jobs on used.workspace_id = jobs.workspace_id and used.job_id = jobs.job_id
    union all
    select 'warehouse' as kind, warehouses.name, used.usage_quantity
    from usage_of_environment as used
    inner join warehouses
        on
            used.workspace_id = warehouses.workspace_id
            and used.warehouse_id = warehouses.warehouse_id
    where used.job_id is null
),

monthly as (
    select kind, name, sum(usage_quantity) * 365 / 12 / cast(:days as int) as monthly_dbu
    from billed
    group by kind, name
)

select
    coalesce(estimates.kind, monthly.kind) as kind,
    coalesce(estimates.name, monthly.name) as name,
    estimates.monthly_dbu as estimated_monthly_dbu,
    monthly.monthly_dbu as billed_monthly_dbu,
    monthly.monthly_dbu / nullif(estimates.monthly_dbu, 0) as billed_to_estimated
from estimates
full outer join monthly on estimates.kind = monthly.kind and estimates.name = monthly.name
order by
    abs(coalesce(monthly.monthly_dbu, 0) - coalesce(estimates.monthly_dbu, 0)) desc,
    name asc
