-- One row per landed conversation document, as it was parsed and before any rule: the fields of the
-- call by name and still as text, the evaluations whole, and the time that the document speaks of:
-- the latest of a correction, a scoring and the call itself. An evaluation that claims to be of the
-- future, by more than :clock_skew_minutes, does not count: its signals will be rejected.
-- Without a CTE: see notebooks/lakehouse/runtime/cached.py.
-- reads: parsed_conversations, :clock_skew_minutes
select
    *,
    greatest(
        try_cast(updated_at as timestamp),
        array_max(
            filter(
                transform(evaluations, e -> try_cast(e.scored_at as timestamp)),
                scored_at
                -> scored_at <= ingested_at + make_dt_interval(0, 0, :clock_skew_minutes)
            )
        ),
        try_cast(call_timestamp as timestamp)
    ) as said_at
from (
    select
        payload,
        payload_sha256,
        source_file,
        ingested_at,
        _malformed,
        mapping_errors,
        parts_sha256,
        document.call.*,
        document.* except (call)
    from parsed_conversations
) as documents
