-- purpose: columns that received personal data in the last :days days. A column outside silver and
--   bronze that received it needs a separate mask
-- grain: one row per source column, target column and kind of writer
-- reads: system.access.column_lineage, :catalog, :days
select
    source_table_full_name,
    source_column_name,
    target_table_full_name,
    target_column_name,
    entity_type,
    count(*) as write_count,
    sort_array(collect_set(created_by)) as written_by,
    max(event_time) as last_written_at
from system.access.column_lineage
where
    event_date >= date_sub(current_date(), cast(:days as int))
    and target_table_full_name is not null
    and source_table_full_name || '.' || source_column_name in (
        :catalog || '.bronze.conversations_raw.payload',
        :catalog || '.bronze.conversations_raw._rescued_data',
        :catalog || '.bronze.deals_raw.payload',
        :catalog || '.bronze.deals_raw._rescued_data',
        :catalog || '.bronze.reps_raw.payload',
        :catalog || '.bronze.reps_raw._rescued_data',
        :catalog || '.bronze.evaluations_raw.payload',
        :catalog || '.bronze.evaluations_raw._rescued_data',
        :catalog || '.silver.conversations.title',
        :catalog || '.silver.conversations.participants',
        :catalog || '.silver.conversations.transcript',
        :catalog || '.silver.conversations.transcript_text',
        :catalog || '.silver.conversation_signals.reason',
        :catalog || '.silver.conversation_signals.evidence',
        :catalog || '.silver.reps.name',
        :catalog || '.silver.reps.email',
        :catalog || '.silver.reps.manager_email',
        :catalog || '.silver.quarantine.payload'
    )
group by all
order by last_written_at desc, source_table_full_name asc, source_column_name asc
