-- One row per deal that a batch of changes touches.
-- reads: deal_changes
select distinct deal_id
from deal_changes
where deal_id is not null
