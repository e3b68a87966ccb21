-- Removes a table that a job has made for itself (:name), if it is there.
drop table if exists identifier (:name)
