-- Parameters, result and body of a function: one line a row.
-- reads: :function_name
execute immediate 'describe function extended ' || :function_name
