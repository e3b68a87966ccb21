-- purpose: masks and row filters on tables that call a function of governance
-- grain: one row per masked column, and one per filtered table
-- inputs: information_schema.column_masks, information_schema.row_filters
-- reads: information_schema.column_masks, information_schema.row_filters
select
    concat_ws('.', table_schema, table_name, column_name) as securable,
    mask_name as function_name
from information_schema.column_masks
where split_part(mask_name, '.', -2) = 'governance'
union all
select
    concat_ws('.', table_schema, table_name) as securable,
    filter_name as function_name
from information_schema.row_filters
where split_part(filter_name, '.', -2) = 'governance'
