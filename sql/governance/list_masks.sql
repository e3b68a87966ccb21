-- purpose: what masks columns and filters rows, as Unity Catalog knows it
-- grain: one row per masked column, and one per filtered table
select
    concat_ws('.', table_schema, table_name, column_name) as securable,
    mask_name as function_name
from information_schema.column_masks
union all
select
    concat_ws('.', table_schema, table_name) as securable,
    filter_name as function_name
from information_schema.row_filters
