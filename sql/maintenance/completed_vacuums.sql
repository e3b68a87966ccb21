-- One row: how many runs of VACUUM have removed each file that only versions before :before have
-- (ISO 8601, UTC), by the view table_history, which table_history.sql answers. A run has not if it
-- could not remove all that it was to.
-- reads: table_history, :before
select count(*) as completed
from (
    select
        operation,
        timestamp,
        coalesce(
            operationparameters['specifiedRetentionMillis'],
            operationparameters['defaultRetentionMillis']
        ) as retained_millis,
        cast(operationmetrics['numFilesToDelete'] as bigint) as found,
        lead(operationparameters['status']) over (order by version) as outcome,
        lead(cast(operationmetrics['numDeletedFiles'] as bigint)) over (order by version) as removed
    from table_history
    where operation in ('VACUUM START', 'VACUUM END')
) as vacuums
where
    operation = 'VACUUM START'
    and outcome = 'COMPLETED'
    and removed >= found
    and unix_millis(timestamp) - cast(retained_millis as bigint)
    >= unix_millis(cast(:before as timestamp))
