import { defineTable, required } from '../table';

/** Columns that documents added to bronze: the schema log of feeds that evolve by `addNewColumns`. */
export const feedSchemas = defineTable({
  schema: 'ops',
  name: 'feed_schemas',
  comment: 'Undeclared fields of documents that became columns of bronze',
  grain: 'one row per feed and version of its evolved schema',
  key: ['feed', 'version'],
  columns: [
    required('feed', 'STRING', 'The feed'),
    required('version', 'BIGINT', 'The version, from 1'),
    required(
      'new_fields',
      'ARRAY<STRUCT<field: STRING, first_file: STRING>>',
      'The fields that the version added, each with a file that has it',
    ),
    required('schema', 'STRING', "All evolved columns up to this version, as Spark's JSON"),
    required('evolved_at', 'TIMESTAMP', 'Time at which the fields were first seen'),
  ],
});
