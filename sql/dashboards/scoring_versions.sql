-- purpose: what may be chosen as :scoring_version of chosen_scores
-- grain: one row per choice
-- reads: gold.rep_monthly_scores
select 'most used' as scoring_version
union distinct
select scoring_version
from gold.rep_monthly_scores
where avg_value is not null
