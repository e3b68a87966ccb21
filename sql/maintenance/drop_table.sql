-- Removes a table that a job has made for itself (:table_name), if it is there.
drop table if exists identifier (:table_name)
