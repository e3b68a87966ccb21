-- Removes what earlier releases stored of people who were erased: a hash without a key, on which
-- addresses can be tried.
-- reads: ops.erasures
update ops.erasures
set subject_sha256 = null
where subject_sha256 is not null
