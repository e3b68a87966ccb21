-- The erasure of somebody (:subject_sha256) that began last, by its id: one row, or none.
select erasure_id
from ops.erasures
where kind = 'forget' and subject_sha256 = :subject_sha256
order by began_at desc
limit 1
