-- One row per closed deal and scoring version: its features, and how it ended.
-- reads: gold.deal_features, silver.deals
select
    features.*,
    deals.outcome = 'won' as won,
    least(deals.closed_at, deals.updated_at) as closed_at
from gold.deal_features as features
inner join silver.deals as deals on features.deal_id = deals.deal_id
where deals.outcome <> 'open'
