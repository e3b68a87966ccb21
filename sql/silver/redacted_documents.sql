-- One row per document of bronze that text or a person was taken out of, by the hash of what was
-- received.
-- reads: bronze.conversations_raw, bronze.deals_raw, bronze.evaluations_raw, bronze.reps_raw
select payload_sha256
from bronze.conversations_raw
where redacted_at is not null
union distinct
select payload_sha256
from bronze.deals_raw
where redacted_at is not null
union distinct
select payload_sha256
from bronze.reps_raw
where redacted_at is not null
union distinct
select payload_sha256
from bronze.evaluations_raw
where redacted_at is not null
