-- When maintenance last computed the statistics of a table (:table_name), and last removed files of
-- it, as its own records tell, since a log may not: one row.
-- reads: ops.table_health, :table_name
select
    max(checked_at) filter (
        where exists(actions, a -> a.action = 'analyze' and a.outcome = 'done')
    ) as last_analyzed_at,
    max(checked_at) filter (
        where exists(actions, a -> a.action = 'vacuum' and a.outcome = 'done')
    ) as last_vacuumed_at
from ops.table_health
where table_name = :table_name
