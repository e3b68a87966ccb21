-- One row per version that the log of a table (:table_name) still has, the newest first, at most
-- :row_limit. The grammar of DESCRIBE HISTORY takes no parameters, so the statement is made here.
-- reads: :row_limit, :table_name
execute immediate format_string(
    'describe history %s limit %s', :table_name, :row_limit
)
