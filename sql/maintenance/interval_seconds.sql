-- Length of an interval (:interval) in seconds: one row.
-- reads: :interval
select
    timestampdiff(
        second,
        timestamp '2000-01-01 00:00:00',
        timestamp '2000-01-01 00:00:00' + cast(:interval as interval)
    ) as seconds
