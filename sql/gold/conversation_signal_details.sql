-- gold.conversation_signal_details: signals as the principal of the query may see them, reason and
-- evidence (quotes of the transcript) with them. One row per signal of a call that the principal
-- may see; masked for principals that may not read personal data.
-- reads: silver.conversation_signals, :catalog
use catalog identifier (:catalog);

create or replace view gold.conversation_signal_details
comment 'Signals with reason and evidence, as far as the principal may see them'
as
select
    signals.signal_id,
    signals.call_id,
    signals.call_timestamp,
    signals.rep_id,
    signals.deal_id,
    signals.signal_name,
    signals.signal_type,
    signals.value_number,
    signals.value_boolean,
    signals.value_string,
    signals.confidence,
    governance.mask_text(signals.reason) as reason,
    governance.mask_texts(signals.evidence) as evidence,
    signals.scoring_version,
    signals.scored_at
from silver.conversation_signals as signals
where governance.may_see_call(signals.rep_id);
