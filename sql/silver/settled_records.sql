-- One row per document of the view accepted_records, by the id that it has in quarantine.
select distinct
    sha2(
        to_json(array('silver.conversations', sha2(payload, 256), source_file)), 256
    ) as quarantine_id
from accepted_records
