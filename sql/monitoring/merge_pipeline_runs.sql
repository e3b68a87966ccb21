-- purpose: records how stages of a run ended (the view stage_records)
-- grain: one row per run and stage; of two attempts the later one stays, and what a stage told of
--   itself is worth more than what is known of it from outside
-- reads: ops.pipeline_runs, stage_records
merge into ops.pipeline_runs as t
using stage_records as s
    on t.run_id = s.run_id and t.stage = s.stage
when matched and (
    s.attempts > t.attempts
    or (s.attempts = t.attempts and (t.started_at is null or t.state = 'running'))
) then update set *
when not matched then insert *
