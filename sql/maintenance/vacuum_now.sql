-- Removes the files of a table (:table_name) that its newest version does not have. Of all times,
-- VACUUM takes 0 hours alone: any other is ignored for the table's property. It refuses this time
-- where spark.databricks.delta.retentionDurationCheck.enabled is true.
-- reads: :table_name
execute immediate format_string('vacuum %s retain 0 hours', :table_name)
