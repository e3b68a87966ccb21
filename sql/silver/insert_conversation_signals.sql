-- One row per call, signal and scoring version: the signals of calls that silver does not have yet.
-- A MERGE that only inserts costs half of one that may update.
-- reads: silver.conversation_signals, changed_signals, :first_call_id, :last_call_id
merge into silver.conversation_signals as t
using changed_signals as s
    on
        t.signal_id = s.signal_id
        and t.call_id between :first_call_id and :last_call_id
when not matched then insert *
