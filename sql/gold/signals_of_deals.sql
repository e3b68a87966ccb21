-- One row per signal that may count in features of the deals to compute: of the time in which they
-- were talked about, so that files of other times are not read.
-- reads: silver.conversation_signals, :first_call_micros, :last_call_micros
select *
from silver.conversation_signals
where
    call_timestamp >= timestamp_micros(:first_call_micros)
    and call_timestamp <= timestamp_micros(:last_call_micros)
