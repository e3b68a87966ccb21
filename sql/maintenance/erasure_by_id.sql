-- The erasure of a person by its id (:erasure_id): what it is verified by, and its times in seconds
-- since 1970. One row, or none.
-- reads: ops.erasures, :erasure_id
select
    known_as,
    searched,
    unix_micros(completed_at) / 1e6 as completed,
    unix_micros(old_versions_until) / 1e6 as until
from ops.erasures
where kind = 'forget' and erasure_id = :erasure_id
