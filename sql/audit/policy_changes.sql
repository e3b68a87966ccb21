-- purpose: who changed the masks, the row predicate or the secured view, in the last :days days;
--   all but the jobs' service principal are a surprise
-- grain: one row per change, latest first
-- reads: system.access.audit, :catalog, :days
with changes as (
    select
        event_time,
        coalesce(user_identity.email, user_identity.subject_name) as changed_by,
        action_name,
        lower(
            coalesce(
                request_params['full_name_arg'],
                -- what is created has no full name yet
                concat_ws(
                    '.',
                    request_params['catalog_name'],
                    request_params['schema_name'],
                    request_params['name']
                )
            )
        ) as object,
        response.status_code = 200 as was_made
    from system.access.audit
    where
        event_date >= date_sub(current_date(), cast(:days as int))
        and service_name = 'unityCatalog'
        and action_name in (
            'createFunction',
            'updateFunction',
            'deleteFunction',
            'createTable',
            'updateTables',
            'deleteTable'
        )
)

select *
from changes
where
    startswith(object, :catalog || '.governance.')
    or object in (
        :catalog || '.gold.conversation_details', :catalog || '.ops.governance_issues'
    )
order by event_time desc
