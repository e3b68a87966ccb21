-- purpose: how much each table holds, for a first look after a load
-- grain: one row per table, in the order of the layers
-- reads: bronze.conversations_raw, bronze.deals_raw, bronze.evaluations_raw, bronze.reps_raw,
--   gold.rep_monthly_scores, silver.conversation_signals, silver.conversations, silver.deals,
--   silver.evaluations, silver.quarantine, silver.reps
select 'bronze.conversations_raw' as table_name, count(*) as row_count
from bronze.conversations_raw
union all
select 'bronze.deals_raw' as table_name, count(*) as row_count
from bronze.deals_raw
union all
select 'bronze.reps_raw' as table_name, count(*) as row_count
from bronze.reps_raw
union all
select 'bronze.evaluations_raw' as table_name, count(*) as row_count
from bronze.evaluations_raw
union all
select 'silver.conversations' as table_name, count(*) as row_count
from silver.conversations
union all
select 'silver.conversation_signals' as table_name, count(*) as row_count
from silver.conversation_signals
union all
select 'silver.evaluations' as table_name, count(*) as row_count
from silver.evaluations
union all
select 'silver.deals' as table_name, count(*) as row_count
from silver.deals
union all
select 'silver.reps' as table_name, count(*) as row_count
from silver.reps
union all
select 'silver.quarantine' as table_name, count(*) as row_count
from silver.quarantine
union all
select 'gold.rep_monthly_scores' as table_name, count(*) as row_count
from gold.rep_monthly_scores
