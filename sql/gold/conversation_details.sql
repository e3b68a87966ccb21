-- gold.conversation_details: calls as the principal of the query may see them. One row per call
-- that the principal may see; masked for principals that may not read personal data.
-- reads: silver.conversations, :catalog
use catalog identifier (:catalog);

create or replace view gold.conversation_details
comment 'Calls with participants and transcript, as far as the principal may see them'
as
select
    calls.call_id,
    calls.call_timestamp,
    calls.source_system,
    calls.channel,
    calls.language,
    governance.mask_text(calls.title) as title,
    calls.duration_seconds,
    calls.rep_id,
    calls.account_id,
    calls.deal_id,
    governance.mask_participants(calls.participants) as participants,
    governance.mask_transcript(calls.transcript) as transcript,
    governance.mask_text(calls.transcript_text) as transcript_text,
    calls.turn_count,
    calls.rep_turn_count,
    calls.updated_at
from silver.conversations as calls
where governance.may_see_call(calls.rep_id);
