-- purpose: how much the table or view :table_name holds for whoever asks
-- grain: one row
select count(*) as row_count
from identifier (:table_name)
