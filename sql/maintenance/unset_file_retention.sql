-- Resets the time that VACUUM retains the files of a table (:table_name) to the default of Delta.
-- reads: :table_name
execute immediate format_string(
    'alter table %s unset tblproperties (delta.deletedFileRetentionDuration)', :table_name
)
