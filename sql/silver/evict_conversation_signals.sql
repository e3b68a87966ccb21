-- One row per call, signal and scoring version: signals of documents that do not hold the call_id
-- leave silver.
-- reads: silver.conversation_signals, other_calls
merge into silver.conversation_signals as t
using other_calls as s
    on
        t.call_id = s.call_id
        and t.payload_sha256 = s.payload_sha256
        and t.source_file = s.source_file
when matched then delete
