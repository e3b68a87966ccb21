-- One row per signal of an accepted document of the view :records, before any rule: the fields of
-- call, evaluation and signal by name and as text, and the value beside its JSON by its JSON kind.
-- Without a CTE: see notebooks/lakehouse/runtime/cached.py.
-- reads: :records
select
    * except (signal, kind),
    signal.* except (value),
    case when kind <> 'VOID' then to_json(signal.value) end as value,
    case
        when kind in ('BIGINT', 'DOUBLE', 'FLOAT') or kind like 'DECIMAL%'
            then try_cast(signal.value as double)
    end as value_number,
    case when kind = 'BOOLEAN' then try_cast(signal.value as boolean) end as value_boolean,
    case when kind = 'STRING' then try_cast(signal.value as string) end as value_string
from (
    select
        -- without the array itself: a copy of it in every row would make the cost its square
        evaluations.* except (evaluation_position, evaluation_signals),
        -- a later mention of a signal within one evaluation replaces the earlier ones
        evaluations.evaluation_position * 1000000L + s.position as position,
        s.signal,
        schema_of_variant(s.signal.value) as kind
    from (
        select
            calls.call_id,
            calls.call_timestamp,
            calls.rep_id,
            calls.deal_id,
            calls.payload_sha256,
            calls.source_file,
            calls.ingested_at,
            calls.said_at as call_updated_at,
            e.position as evaluation_position,
            e.evaluation.signals as evaluation_signals,
            e.evaluation.* except (signals)
        from identifier (:records) as calls
            lateral view posexplode(calls.evaluations) e as position, evaluation
    ) as evaluations
        lateral view posexplode(evaluations.evaluation_signals) s as position, signal
) as signals
