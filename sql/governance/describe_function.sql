-- What a function takes, returns and does: one line a row.
execute immediate 'describe function extended ' || :function_name
