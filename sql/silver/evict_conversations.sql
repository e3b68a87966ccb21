-- One row per call: a call whose document does not hold the call_id leaves silver.
-- reads: silver.conversations, other_calls
merge into silver.conversations as t
using other_calls as s
    on
        t.call_id = s.call_id
        and t.payload_sha256 = s.payload_sha256
when matched then delete
