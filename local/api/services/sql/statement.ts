/** A statement as the service has it. */
import type { Origin } from '../../core/audit/event';
import type { ResultColumn } from '../../core/cluster/cluster';
import type { Chunk, ResultFormat } from './statement-results';

export type StatementState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

/** One statement, from its submission until it is forgotten. */
export interface Statement {
  readonly id: string;
  readonly text: string;
  readonly owner: string;
  readonly origin?: Origin;
  /** The warehouse that runs it. @default - the workspace itself */
  readonly warehouseId?: string;
  readonly startedAt: number;
  endedAt?: number;
  state: StatementState;
  error?: { error_code: string; message: string };
  sqlState?: string | null;
  columns: ResultColumn[];
  readonly format: ResultFormat;
  /** True if clients download the chunks by links. */
  readonly isExternal: boolean;
  chunks: Chunk[];
  rowCount: number;
  truncated: boolean;
  /** Resolves when the state is final; never rejects. */
  readonly finished: Promise<void>;
}
