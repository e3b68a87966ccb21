-- One row: the rows of :source_table, and those of them whose :source_column has a value that is no
-- :key_column of :key_table, which breaks :rule.
-- reads: :key_column, :key_table, :rule, :source_column, :source_table
with referring as (
    select identifier (:source_column) as value
    from identifier (:source_table)
),

keys as (
    select identifier (:key_column) as value
    from identifier (:key_table)
)

select
    :source_table as table_name,
    :rule as rule,
    count(*) as read,
    count_if(referring.value is not null and keys.value is null) as dangling
from referring
left join keys on referring.value = keys.value
