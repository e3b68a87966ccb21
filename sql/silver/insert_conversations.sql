-- One row per call: calls that silver does not have yet.
-- A MERGE that only inserts costs half of one that may update.
-- reads: silver.conversations, staged_conversations, :first_call_id, :last_call_id
merge into silver.conversations as t
using staged_conversations as s
    on
        t.call_id = s.call_id
        and t.call_id between :first_call_id and :last_call_id
when not matched then insert *
