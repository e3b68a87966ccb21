-- purpose: access changes of the last :days days, with the principal that made them: grants,
--   owners, members of groups, permissions on workspace objects
-- grain: one row per change, latest first
-- reads: system.access.audit, :days
select
    event_time,
    coalesce(user_identity.email, user_identity.subject_name) as changed_by,
    service_name,
    action_name,
    coalesce(
        request_params['securable_type'],
        -- an update of an object names its type in the action alone
        case action_name
            when 'updateCatalog' then 'catalog'
            when 'updateFunction' then 'function'
            when 'updateSchema' then 'schema'
            when 'updateTables' then 'table'
            when 'updateVolume' then 'volume'
        end
    ) as securable_type,
    coalesce(
        request_params['securable_full_name'],
        request_params['full_name_arg'],
        request_params['name_arg'],
        request_params['volume_full_name'],
        request_params['targetGroupName'],
        request_params['resourceId']
    ) as securable,
    coalesce(
        request_params['changes'],
        request_params['owner'],
        request_params['targetUserName'],
        request_params['aclPermissionSet']
    ) as change,
    response.status_code = 200 as was_made
from system.access.audit
where
    event_date >= date_sub(current_date(), cast(:days as int))
    and (
        (service_name = 'unityCatalog' and action_name = 'updatePermissions')
        -- a change of owner is an update of the object
        or (
            service_name = 'unityCatalog'
            and action_name in (
                'updateCatalog', 'updateFunction', 'updateSchema', 'updateTables', 'updateVolume'
            )
            and request_params['owner'] is not null
        )
        or (
            service_name = 'accounts'
            and action_name in (
                'addPrincipalToGroup',
                'addPrincipalsToGroup',
                'createGroup',
                'removeGroup',
                'removePrincipalFromGroup',
                'setAdmin',
                'removeAdmin'
            )
        )
        or (service_name = 'clusterPolicies' and action_name = 'changeClusterPolicyAcl')
        or (
            service_name = 'databrickssql'
            and action_name in ('changeEndpointAcls', 'changePermissions')
        )
        or (service_name = 'jobs' and action_name = 'changeJobAcl')
        or (service_name = 'workspace' and action_name = 'changeWorkspaceAcl')
    )
order by event_time desc
