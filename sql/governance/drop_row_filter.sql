-- Drops the row filter of one table, which an earlier version set on the table itself.
-- reads: :table_name
execute immediate format_string('alter table %s drop row filter', :table_name)
