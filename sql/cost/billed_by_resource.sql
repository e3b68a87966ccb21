-- purpose: what each job, warehouse, cluster or endpoint of the environment :environment was billed
--   in the last :days days, in DBU and at list price; what carries the tag environment counts
-- grain: one row per resource and SKU, the most expensive first
-- billed again under another record_type is a correction: with it, quantities add up
-- reads: system.billing.list_prices, system.billing.usage, :days, :environment
with prices as (
    select
        sku_name, cloud, usage_unit, pricing.default as usd_per_unit, price_start_time,
        price_end_time
    from system.billing.list_prices
    where currency_code = 'USD'
),

billed as (
    select
        coalesce(
            'job ' || usage.usage_metadata.job_id,
            'warehouse ' || usage.usage_metadata.warehouse_id,
            'endpoint ' || usage.usage_metadata.endpoint_name,
            'cluster ' || usage.usage_metadata.cluster_id,
            usage.billing_origin_product
        ) as resource,
        usage.sku_name,
        usage.usage_date,
        usage.usage_quantity,
        usage.usage_quantity * prices.usd_per_unit as usd
    from system.billing.usage as usage
    left join prices
        on
            usage.sku_name = prices.sku_name
            and usage.cloud = prices.cloud
            and usage.usage_unit = prices.usage_unit
            and usage.usage_start_time >= prices.price_start_time
            and (
                prices.price_end_time is null
                or usage.usage_start_time < prices.price_end_time
            )
    where
        usage.usage_date >= date_sub(current_date(), cast(:days as int))
        and usage.custom_tags['environment'] = :environment
)

select
    resource,
    sku_name,
    sum(usage_quantity) as quantity,
    -- null where one of the rows has no price: a sum without it would be too small
    if(count(usd) = count(*), sum(usd), null) as usd_at_list_price,
    count(distinct usage_date) as days_billed
from billed
group by resource, sku_name
order by usd_at_list_price desc nulls first, resource asc, sku_name asc
