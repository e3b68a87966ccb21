-- Gives a table (:table_name) cluster keys (:columns, names with commas): what is written from now
-- on is clustered by them. ALTER TABLE takes no parameter there.
-- reads: :columns, :table_name
execute immediate format_string('alter table %s cluster by (%s)', :table_name, :columns)
