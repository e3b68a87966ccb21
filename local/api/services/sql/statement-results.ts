/** Results and errors of statements in the form that the API gives them. */
import { ClusterError, type StatementRows } from '../../core/cluster/cluster';

export type ResultFormat = 'JSON_ARRAY' | 'ARROW_STREAM' | 'CSV';

/** A part of a result. */
export interface Chunk {
  readonly rowOffset: number;
  readonly rowCount: number;
  readonly byteCount: number;
  /** @default - the rows are in a file, as an Arrow stream */
  readonly rows?: StatementRows['rows'];
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/** The error codes that the API has for statements; Spark's own condition goes into the message. */
const SERVICE_ERROR_CODES = new Set([
  'ABORTED',
  'ALREADY_EXISTS',
  'BAD_REQUEST',
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'INTERNAL_ERROR',
  'IO_ERROR',
  'NOT_FOUND',
  'RESOURCE_EXHAUSTED',
  'TEMPORARILY_UNAVAILABLE',
  'UNAUTHENTICATED',
  'UNKNOWN',
]);

export function serviceError(error: unknown): { error_code: string; message: string } {
  if (!(error instanceof ClusterError)) {
    return { error_code: 'INTERNAL_ERROR', message: (error as Error).message };
  }
  if (SERVICE_ERROR_CODES.has(error.errorCode)) {
    return { error_code: error.errorCode, message: error.message };
  }
  const isNamed = error.message.startsWith('[');
  const message = isNamed ? error.message : `[${error.errorCode}] ${error.message}`;
  return { error_code: 'BAD_REQUEST', message };
}

function rowBytes(row: Array<string | null>): number {
  let bytes = 2 + row.length;
  for (const value of row) bytes += value === null ? 4 : Buffer.byteLength(value) + 2;
  return bytes;
}

/** The chunks of a result. */
export function chunksOf({ rows, arrow_chunks: files }: StatementRows): Chunk[] {
  if (files === undefined) return chunked(rows);
  let rowOffset = 0;
  return files.map(({ row_count: rowCount, byte_count: byteCount }) => {
    const chunk = { rowOffset, rowCount, byteCount };
    rowOffset += rowCount;
    return chunk;
  });
}

/** Splits rows into chunks of about `CHUNK_BYTES`. */
function chunked(rows: StatementRows['rows']): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let bytes = 0;
  rows.forEach((row, index) => {
    bytes += rowBytes(row);
    if (bytes < CHUNK_BYTES && index < rows.length - 1) return;
    const part = rows.slice(start, index + 1);
    chunks.push({ rowOffset: start, rowCount: part.length, byteCount: bytes, rows: part });
    start = index + 1;
    bytes = 0;
  });
  return chunks;
}
