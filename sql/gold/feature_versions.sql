-- One row per scoring version that has features.
-- reads: gold.deal_features
select distinct scoring_version
from gold.deal_features
