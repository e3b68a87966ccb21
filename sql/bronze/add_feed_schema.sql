-- purpose: the next version of the schema that documents of a feed give bronze
-- grain: one row per feed and version; written again, it stays as it was
-- reads: ops.feed_schemas, landed_fields, :feed, :schema, :version
merge into ops.feed_schemas as t
using (
    select
        :feed as feed,
        cast(:version as bigint) as version,
        array_sort(collect_list(struct(field, first_file))) as new_fields,
        :schema as schema,
        current_timestamp() as evolved_at
    from landed_fields
) as s
    on t.feed = s.feed and t.version = s.version
when not matched then insert *
