-- purpose: which reps score worse in the latest month than before: by at least :drop_share of their
--   average over the :window_months months before it, with at least :min_calls calls in each
-- grain: one row per rep, score and scoring version, the largest drop first. A rep without calls in
--   the latest month or before it is not judged
-- reads: gold.rep_monthly_scores, :drop_share, :min_calls, :window_months
with scores as (
    select
        *,
        max(month) over () as latest_month
    from gold.rep_monthly_scores
    where signal_type = 'score' and avg_value is not null
),

recent as (
    select
        *,
        month = latest_month as is_latest
    from scores
    where month >= add_months(latest_month, -cast(:window_months as int))
),

reps as (
    select
        rep_id,
        max_by(team_id, month) as team_id,
        signal_name,
        scoring_version,
        max(latest_month) as month,
        coalesce(sum(conversation_count) filter (where is_latest), 0) as calls_now,
        coalesce(sum(conversation_count) filter (where not is_latest), 0) as calls_before,
        max(avg_value) filter (where is_latest) as avg_now,
        try_divide(
            sum(avg_value * conversation_count) filter (where not is_latest),
            sum(conversation_count) filter (where not is_latest)
        ) as avg_before
    from recent
    group by rep_id, signal_name, scoring_version
),

drops as (
    select
        *,
        try_divide(avg_before - avg_now, abs(avg_before)) as drop_share
    from reps
    where
        calls_now >= cast(:min_calls as int)
        and calls_before >= cast(:min_calls as int)
)

select
    rep_id,
    team_id,
    signal_name,
    scoring_version,
    month,
    round(avg_now, 2) as avg_now,
    round(avg_before, 2) as avg_before,
    round(drop_share, 3) as drop_share,
    calls_now,
    calls_before,
    count(*) over () as problem_count
from drops
where drop_share >= cast(:drop_share as double)
order by drops.drop_share desc, rep_id asc, signal_name asc, scoring_version asc
