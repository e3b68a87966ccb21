-- One row per call_id in the range of a batch that has documents in quarantine because another call
-- holds the id.
select distinct call_id
from (
    select trim(get_json_object(payload, '$.call.call_id')) as call_id
    from silver.quarantine
    where
        target_table = 'silver.conversations'
        and resolved_at is null
        and exists(errors, error -> error.rule = 'call_id_of_one_call')
) as rejected
where call_id between :first_call_id and :last_call_id
