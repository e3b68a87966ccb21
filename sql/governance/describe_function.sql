-- Parameters, result and body of a function: one line a row.
execute immediate 'describe function extended ' || :function_name
