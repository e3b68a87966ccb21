-- One row per landed conversation document, as it was parsed and before any rule: the fields of the
-- call by name and still as text, the evaluations whole, and when the source last said something
-- about the call (a correction, a scoring, the call itself). An evaluation that claims to be from
-- after `credible_until` does not count: its signals will be rejected.
with documents as (
    select
        payload,
        payload_sha256,
        source_file,
        ingested_at,
        credible_until,
        _malformed,
        document.call.*,
        document.* except (call)
    from parsed_conversations
)

select
    * except (credible_until),
    greatest(
        try_cast(updated_at as timestamp),
        array_max(
            filter(
                transform(evaluations, e -> try_cast(e.scored_at as timestamp)),
                scored_at
                -> scored_at <= credible_until
            )
        ),
        try_cast(call_timestamp as timestamp)
    ) as said_at
from documents
