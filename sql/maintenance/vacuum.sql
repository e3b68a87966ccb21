-- Removes the files of a table (:table_name) that belong to no version which its property
-- delta.deletedFileRetentionDuration keeps. VACUUM takes no parameter, and needs no RETAIN: later
-- versions of Delta Lake go by the property alone.
-- reads: :table_name
execute immediate format_string('vacuum %s', :table_name)
