-- purpose: the schema of the columns that documents of a feed have added to bronze so far
-- grain: one row, none before the first such column
-- reads: ops.feed_schemas, :feed
select
    version,
    schema
from ops.feed_schemas
where feed = :feed
order by version desc
limit 1
