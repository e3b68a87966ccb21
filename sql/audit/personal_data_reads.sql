-- purpose: who read tables that hold personal data, in the last :days days
-- grain: one row per principal and table, latest read first
-- A read shows as the credential that Unity Catalog hands out for the files of a table; a principal
-- who reads through a view gets one for each table below it.
-- reads: system.access.audit, :catalog, :days
with reads as (
    select
        coalesce(user_identity.email, user_identity.subject_name) as principal,
        lower(coalesce(request_params['table_full_name'], request_params['full_name_arg']))
            as table_name,
        event_time,
        source_ip_address
    from system.access.audit
    where
        event_date >= date_sub(current_date(), cast(:days as int))
        and service_name = 'unityCatalog'
        and action_name = 'generateTemporaryTableCredential'
        and response.status_code = 200
)

select
    principal,
    table_name,
    count(*) as read_count,
    min(event_time) as first_read_at,
    max(event_time) as last_read_at,
    sort_array(collect_set(source_ip_address)) as source_ip_addresses
from reads
where
    table_name in (
        :catalog || '.bronze.conversations_raw',
        :catalog || '.bronze.deals_raw',
        :catalog || '.bronze.reps_raw',
        :catalog || '.bronze.evaluations_raw',
        :catalog || '.silver.conversations',
        :catalog || '.silver.conversation_signals',
        :catalog || '.silver.reps',
        :catalog || '.silver.quarantine'
    )
group by principal, table_name
order by last_read_at desc, principal asc
