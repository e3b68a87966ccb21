-- One row: how many calls of a batch silver has already.
select count(*) as known
from silver.conversations as conversations
left semi join accepted_conversations as batch
    on conversations.call_id = batch.call_id
where conversations.call_id between :first_call_id and :last_call_id
