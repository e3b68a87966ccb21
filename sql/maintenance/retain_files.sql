-- Sets how long VACUUM retains the removed files of a table (:table_name): :interval, such as
-- interval 30 days. ALTER TABLE takes no parameter there.
-- reads: :interval, :table_name
execute immediate format_string(
    "alter table %s set tblproperties ('delta.deletedFileRetentionDuration' = '%s')",
    :table_name,
    :interval
)
