-- One row per record of the view :records, but for those that are older than the deletion of what
-- they are about. They are for :target_table; the column :key says what they are about, :said_at
-- when their source said so.
-- reads: silver.deletions, :key, :records, :said_at, :target_table
select accepted.*
from identifier (:records) as accepted
left anti join silver.deletions as deletions
    on
        deletions.target_table = :target_table
        and deletions.record_id = identifier (:key)
        and not accepted.is_deleted
        and deletions.deleted_at >= cast(identifier (:said_at) as timestamp)
