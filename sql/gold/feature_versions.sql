-- One row per scoring version that has features.
select distinct scoring_version
from gold.deal_features
