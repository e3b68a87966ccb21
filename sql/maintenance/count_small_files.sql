-- Number of files of a table that are smaller than :small_file_bytes: one row, of the
-- view table_files, which has each file with its size.
-- reads: table_files, :small_file_bytes
select count_if(file_size < :small_file_bytes) as small_file_count
from table_files
