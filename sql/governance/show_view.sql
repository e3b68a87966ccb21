-- The statement that makes a view: one row.
-- reads: :view_name
show create table identifier (:view_name)
