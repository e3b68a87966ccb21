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
    columns: [
      required(
        'payload',
        'STRING',
        'The document, byte for byte, until it is redacted; a malformed one lands too',
        {
          pii: 'text',
        },
      ),
      required('_metadata', FILE_METADATA, 'The file that the document came from'),
      optional('_rescued_data', 'STRING', 'What did not fit the declared shape, as JSON', {
        pii: 'text',
      }),
      required('ingested_at', 'TIMESTAMP', 'When the document was written to this table'),
      optional(
        'redacted_at',
        'TIMESTAMP',
        'When text or a person was taken out of the payload; null: it is as received',
      ),
      optional(
        'payload_sha256',
        'STRING',
        'SHA-256 of the payload as received, of one that is redacted',
      ),
    ],
  });
}
