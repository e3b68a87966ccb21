-- Drops the mask of one column, which an earlier version set on the table itself.
-- reads: :column_name, :table_name
execute immediate format_string(
    'alter table %s alter column `%s` drop mask',
    :table_name,
    replace(:column_name, '`', '``')
)
