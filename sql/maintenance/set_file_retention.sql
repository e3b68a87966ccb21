-- Sets how long VACUUM spares the files of a table (:table_name) that no version of now has
-- (:interval, such as interval 1 week). ALTER TABLE takes no parameter there.
-- reads: :interval, :table_name
execute immediate format_string(
    'alter table %s set tblproperties (delta.deletedFileRetentionDuration = %s%s%s)',
    :table_name,
    char(39),
    :interval,
    char(39)
)
