-- purpose: what left the workspace, in the last :days days: downloaded results, exported notebooks,
--   files of volumes, shares
-- grain: one row per export, latest first
-- reads: system.access.audit, :days
select
    event_time,
    coalesce(user_identity.email, user_identity.subject_name) as principal,
    service_name,
    action_name,
    coalesce(
        request_params['path'],
        request_params['notebookFullPath'],
        request_params['queryId'],
        request_params['share'],
        request_params['name']
    ) as exported,
    source_ip_address,
    user_agent
from system.access.audit
where
    event_date >= date_sub(current_date(), cast(:days as int))
    and response.status_code = 200
    and (
        (service_name = 'databrickssql' and action_name = 'downloadQueryResult')
        or (
            service_name = 'notebook'
            and action_name in ('downloadPreviewResults', 'downloadLargeResults')
        )
        or (service_name = 'workspace' and action_name = 'workspaceExport')
        or (service_name = 'filesystem' and action_name = 'filesGet')
        or (
            service_name = 'unityCatalog'
            and action_name in ('createShare', 'updateShare', 'deltaSharingQueryTable')
        )
    )
order by event_time desc
