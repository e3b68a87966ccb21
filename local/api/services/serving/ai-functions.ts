/**
 * Requirements of the platform for statements with AI functions.
 *
 * Sources: Databricks SQL reference, "ai_query" (requirements: serverless compute; SQL pro and classic
 * warehouses are excluded; the endpoint must be ready).
 */
import type { Denial } from '../../core/cluster/statement-access';
import type { StatementWarehouse } from '../unity-catalog/access/statement-gate';

const COMMENT = /--[^\n]*|\/\*[\s\S]*?\*\//g;
const CALL = /\bai_query\s*\(/i;
const ENDPOINT = /\bai_query\s*\(\s*'([^']+)'/gi;
const CREATES = /^\s*create\b/i;

export interface AiFunctionContext {
  /** The warehouse that runs the statement. @default - the API itself runs it */
  readonly warehouse?: StatementWarehouse;
  /** Returns the reason why an endpoint is not ready; undefined for a ready one. */
  notReady(endpoint: string): string | undefined;
}

/** Returns the reason to refuse a statement for its AI functions; undefined if it may run. */
export function aiFunctionDenial(text: string, context: AiFunctionContext): Denial | undefined {
  const plain = text.replace(COMMENT, ' ');
  if (!CALL.test(plain)) return undefined;
  const { warehouse } = context;
  if (warehouse && warehouse.enable_serverless_compute !== true) {
    return refused(
      'AI_FUNCTION_UNSUPPORTED_REQUEST',
      `ai_query needs a serverless SQL warehouse, got ${warehouse.name}, a pro warehouse`,
    );
  }
  // a created object is analysed with the signature of the endpoint, which only a served version has
  if (!CREATES.test(plain)) return undefined;
  for (const [, endpoint] of plain.matchAll(ENDPOINT)) {
    const reason = context.notReady(endpoint!);
    if (reason !== undefined) return refused('AI_FUNCTION_HTTP_REQUEST_ERROR', reason);
  }
  return undefined;
}

function refused(code: string, message: string): Denial {
  return { error_code: code, message: `[${code}] ${message}. SQLSTATE: 08000`, sql_state: '08000' };
}
