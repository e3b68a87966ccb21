-- Lets VACUUM spare the files of a table (:table_name) as long as Delta does by default.
execute immediate format_string(
    'alter table %s unset tblproperties (delta.deletedFileRetentionDuration)', :table_name
)
