-- Removes a table that a job has made for itself (:table_name), if it is there.
-- reads: :table_name
drop table if exists identifier (:table_name)
