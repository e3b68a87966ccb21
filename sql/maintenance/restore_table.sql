-- Makes a table (:table_name) what it was at one of its versions (:version), as a new version.
-- The grammar of RESTORE takes no parameters, so the statement is made here.
-- reads: :table_name, :version
execute immediate format_string(
    'restore table %s to version as of %s', :table_name, :version
)
