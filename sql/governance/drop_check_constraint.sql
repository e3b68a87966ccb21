-- Drops one CHECK constraint: one that contracts/ do not declare, or declare otherwise.
-- reads: :constraint_name, :table_name
execute immediate format_string(
    'alter table %s drop constraint if exists `%s`',
    :table_name,
    replace(:constraint_name, '`', '``')
)
