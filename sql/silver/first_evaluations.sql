-- purpose: evaluations without those that were sent again
-- grain: one row per content, of the first file by name
-- reads: arriving_evaluations
select *
from arriving_evaluations
qualify row_number() over (
    partition by payload_sha256
    order by source_file asc, ingested_at asc
) = 1
