-- purpose: signals to follow back to their source, those of the latest calls
-- grain: one row per signal whose call, rep or name has :search in it, at most 50
-- reads: gold.signal_lineage, :search
select
    signal_id,
    call_timestamp,
    rep_id,
    call_id,
    signal_name,
    scoring_version,
    coalesce(
        cast(value_number as string), cast(value_boolean as string), value_string
    ) as signal_value
from gold.signal_lineage
where contains(concat_ws(' ', call_id, rep_id, signal_name), :search)
order by call_timestamp desc, signal_id asc
limit 50
