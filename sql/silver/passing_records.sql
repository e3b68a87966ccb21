-- One row per replayed record that the rules of today do not reject.
-- reads: rejected_records, replayed_records
select replayed.*
from replayed_records as replayed
left anti join rejected_records as rejected
    on
        replayed.target_table = rejected.target_table
        and replayed.source_file = rejected.source_file
        and replayed.payload = rejected.payload
