-- One row per deal of a batch: its latest record, whatever the order of arrival.
-- Ties go to the greater hash, and among files of the same content to the first by name.
select *
from accepted_deals
qualify row_number() over (
    partition by deal_id
    order by updated_at desc, payload_sha256 desc, source_file asc
) = 1
