-- purpose: what may be chosen as :signal of chosen_scores
-- grain: one row per choice
-- reads: gold.rep_monthly_scores
select 'most used' as signal_name
union distinct
select signal_name
from gold.rep_monthly_scores
where avg_value is not null
