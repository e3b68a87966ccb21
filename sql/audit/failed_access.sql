-- purpose: who was refused what, in the last :days days: one refusal is a mistake, many a search
-- grain: one row per principal, action and object, most refusals first
-- reads: system.access.audit, :days
with refusals as (
    select
        coalesce(user_identity.email, user_identity.subject_name) as principal,
        service_name,
        action_name,
        coalesce(
            request_params['table_full_name'],
            request_params['full_name_arg'],
            request_params['securable_full_name'],
            request_params['name_arg'],
            request_params['volume_full_name'],
            request_params['path']
        ) as object,
        event_time,
        source_ip_address,
        response.error_message as message
    from system.access.audit
    where
        event_date >= date_sub(current_date(), cast(:days as int))
        and response.status_code in (401, 403)
)

select
    principal,
    service_name,
    action_name,
    object,
    count(*) as refusal_count,
    min(event_time) as first_refused_at,
    max(event_time) as last_refused_at,
    max_by(message, event_time) as last_message,
    sort_array(collect_set(source_ip_address)) as source_ip_addresses
from refusals
group by principal, service_name, action_name, object
order by refusal_count desc, last_refused_at desc
