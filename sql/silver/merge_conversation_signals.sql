-- One row per call, signal and scoring version: what the batch changes, and only that.
-- reads: silver.conversation_signals, changed_signals, :first_call_id, :last_call_id
merge into silver.conversation_signals as t
using changed_signals as s
    on
        t.signal_id = s.signal_id
        and t.call_id between :first_call_id and :last_call_id
when matched and not s.is_current then delete
when matched then update set *
when not matched then insert *
