-- One row per change that features of a deal may depend on: of the deal, of a call about it, or of
-- a signal of such a call. A call that is about another deal now changes both.
-- reads: conversation_signals_changes, conversations_changes, deals_changes
select deal_id
from deals_changes
union all
select deal_id
from conversations_changes
union all
select deal_id
from conversation_signals_changes
