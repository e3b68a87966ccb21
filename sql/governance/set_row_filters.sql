-- The row filter on silver.quarantine, so that a grant on silver by mistake shows no rejected
-- record. For Databricks: open-source Delta has no row filters.
-- The calls have none, as they cannot: a filter is asked about the principal of the query below a
-- view too, so theirs would be governance.may_see_call, which reads silver.reps, and Databricks
-- merges into no table whose filter reads another one.
use catalog identifier (:catalog);

alter table silver.quarantine set row filter governance.sees_rejected_records on ();
