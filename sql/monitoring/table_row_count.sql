-- purpose: number of rows of the table or view :table_name that the principal can read
-- grain: one row
-- reads: :table_name
select count(*) as row_count
from identifier (:table_name)
