import { defineTable, required } from '../table';

/** Where documents stop fitting their contracts, and since when. */
export const rescuedData = defineTable({
  schema: 'ops',
  name: 'rescued_data',
  comment: 'Documents with data that did not fit the contract of their feed',
  grain: 'one row per day, feed and field',
  key: ['day', 'feed', 'field'],
  columns: [
    required('day', 'DATE', 'The day on which the documents reached bronze'),
    required('feed', 'STRING', 'The feed'),
    required('field', 'STRING', 'The path of the field, with `[]` for every index'),
    required('document_count', 'BIGINT', 'Documents in which the field did not fit'),
    required('first_file', 'STRING', 'The file of the first such document of the day'),
    required('first_ingested_at', 'TIMESTAMP', 'Time at which that document reached bronze'),
    required('last_file', 'STRING', 'The file of the last such document of the day'),
    required('last_ingested_at', 'TIMESTAMP', 'Time at which that document reached bronze'),
    required('updated_at', 'TIMESTAMP', 'Time at which the row was last computed'),
  ],
});
