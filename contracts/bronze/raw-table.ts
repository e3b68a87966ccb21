import { defineTable, optional, required, type TableContract } from '../table';

/** The file a document came from: what `_metadata` holds on every platform, by name. */
const FILE_METADATA =
  'STRUCT<file_path: STRING, file_name: STRING, file_size: BIGINT, ' +
  'file_modification_time: TIMESTAMP>';

/** A bronze table: one row per landed document, as it was received. */
export function rawTable(name: string, feed: string): TableContract {
  return defineTable({
    schema: 'bronze',
    name,
    comment: `Documents of the ${feed} feed exactly as received; append-only, never deduplicated`,
    grain: 'one row per landed document',
    // to mark rows Delta Lake reads its `_metadata`, which the column hides; an erasure rewrites the files
    properties: { 'delta.enableDeletionVectors': 'false' },
    columns: [
      required(
        'payload',
        'STRING',
        'The received document, also a malformed one, byte for byte until it is redacted',
        {
          pii: 'text',
        },
      ),
      required('_metadata', FILE_METADATA, 'The file that the document came from'),
      optional('_rescued_data', 'STRING', 'Data that does not fit the declared shape, as JSON', {
        pii: 'text',
      }),
      required('ingested_at', 'TIMESTAMP', 'Time at which the document was written to this table'),
      optional(
        'redacted_at',
        'TIMESTAMP',
        'Time of the redaction of text or a person; null: the payload is as received',
      ),
      optional(
        'payload_sha256',
        'STRING',
        'SHA-256 of the received payload, if the payload is redacted',
      ),
    ],
  });
}
