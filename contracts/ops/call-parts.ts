import { defineTable, required } from '../table';

/** Documents that have a part of a call: of vendors that send a call and its transcript apart. */
export const callParts = defineTable({
  schema: 'ops',
  name: 'call_parts',
  comment: 'Documents of vendors that have one part of a call; a call waits for its other parts',
  grain: 'one row per landed document with a part of a call',
  key: ['source_file', 'payload_sha256'],
  columns: [
    required('source', 'STRING', 'The mapping of the document (contracts/sources/)'),
    required('source_call_id', 'STRING', 'The id of the call within its source system'),
    required('part', 'STRING', 'The parts of the call that the document has, with commas'),
    required('part_count', 'INT', 'The number of parts of a call'),
    required('source_file', 'STRING', 'The file of the document'),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload'),
    required('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
  ],
});
