-- The statement that makes a view: one row.
show create table identifier (:view_name)
