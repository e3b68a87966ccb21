-- purpose: documents with data that did not fit, on the days of a batch: recomputed from bronze, so
--   that a repeated batch or a lost checkpoint counts nothing twice
-- grain: one row per day, feed and field
-- reads: ops.rescued_data, rescued_documents, touched_days, :first_day, :next_day
merge into ops.rescued_data as t
using (
    with documents as (
        select
            documents.feed,
            cast(documents.ingested_at as date) as day,
            documents.ingested_at,
            documents._metadata.file_path as file_path,
            -- a field that did not fit in several places of a document counts once
            array_distinct(
                transform(
                    documents.fields, field -> regexp_replace(field, r'\[[0-9]+\]', '[]')
                )
            ) as fields
        from rescued_documents as documents
        left semi join touched_days as touched
            on
                documents.feed = touched.feed
                and cast(documents.ingested_at as date) = touched.day
        -- the range lets the query skip files of other days
        where documents.ingested_at >= :first_day and documents.ingested_at < :next_day
    ),

    fields as (
        select
            documents.* except (fields),
            explode(documents.fields) as field
        from documents
    )

    select
        day,
        feed,
        field,
        count(*) as document_count,
        min_by(file_path, struct(ingested_at, file_path)) as first_file,
        min(ingested_at) as first_ingested_at,
        max_by(file_path, struct(ingested_at, file_path)) as last_file,
        max(ingested_at) as last_ingested_at,
        current_timestamp() as updated_at
    from fields
    where field <> '_file_path'
    group by day, feed, field
) as s
    on
        t.day = s.day
        and t.feed = s.feed
        and t.field = s.field
when matched and (
    t.document_count <> s.document_count
    or t.first_file <> s.first_file
    or t.last_file <> s.last_file
    or t.last_ingested_at <> s.last_ingested_at
) then update set *
when not matched then insert *
