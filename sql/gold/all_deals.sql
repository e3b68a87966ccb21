-- One row per deal that has features, or may get some.
-- reads: gold.deal_features, silver.deals
select deal_id
from silver.deals
union distinct
select deal_id
from gold.deal_features
