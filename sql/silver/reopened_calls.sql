-- One row per call that a batch deletes as of before what silver has of it: a later document has
-- brought it back already, so its signals are those of the documents since then.
-- reads: silver.conversations, staged_deletions, :first_call_id, :last_call_id
select conversations.call_id
from silver.conversations as conversations
inner join staged_deletions as deletions
    on
        deletions.target_table = 'silver.conversations'
        and conversations.call_id = deletions.record_id
        and conversations.updated_at > deletions.deleted_at
where conversations.call_id between :first_call_id and :last_call_id
