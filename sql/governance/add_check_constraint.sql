-- Adds one CHECK constraint, which every row of the table has to keep from now on; the rows that
-- are there are checked first. Neither its name nor its predicate is an expression, so the
-- statement is made here; all of it comes from contracts/.
-- reads: :constraint_name, :predicate, :table_name
execute immediate format_string(
    'alter table %s add constraint %s check (%s)', :table_name, :constraint_name, :predicate
)
