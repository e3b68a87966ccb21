/** Read-only requests of the parity ledger, and their answers without values. */
import type { Credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { fetchRepeatedly } from '../../client/rest';
import { USER_AGENT } from '../../client/version';
import type { LedgerEntry } from '../../parity/ledger';
import { type Shape, shapeOf } from './shape';

/** An answer that names nothing of the workspace. */
export interface RecordedAnswer {
  readonly status: number;
  /** Error code of the platform; numbers are as the answer has them. */
  readonly error_code?: string | number;
  /** Text of an error, with its names, ids and addresses replaced. */
  readonly message?: string;
  readonly shape?: Shape;
}

/** A request of an entry of the ledger. */
export interface Probe {
  /** Kind and match of the entry. */
  readonly entry: string;
  readonly request: string;
}

/** The part of the ids and names that probes ask for, which no workspace has. */
const UNKNOWN = 'parity-probe';
const PROBE = /^GET (\/\S+)$/;

/** The probes of a ledger, in its order. @throws Error for one that is not a plain read */
export function probesOf(ledger: readonly LedgerEntry[]): Probe[] {
  return ledger.flatMap(({ kind, match, probes = [] }) =>
    probes.map((request) => {
      if (!PROBE.test(request)) {
        throw new Error(`probe of ${match}: must be GET and a path, got ${request}`);
      }
      return { entry: `${kind} ${match}`, request };
    }),
  );
}

/** Sends one probe. @throws CliError if the workspace does not answer, or refuses the token */
export async function send({ host, token, source }: Credentials, request: string) {
  const path = PROBE.exec(request)![1]!;
  let response: Response;
  try {
    response = await fetchRepeatedly(host + path, {
      method: 'GET',
      headers: { authorization: `Bearer ${token}`, 'user-agent': USER_AGENT },
    });
  } catch (error) {
    throw new CliError(`the workspace of ${source} does not answer: ${(error as Error).message}`);
  }
  if (response.status === 401) throw new CliError(`the token of ${source} is not accepted`);
  return answerOf(response.status, await response.text());
}

/** An answer without its values. */
export function answerOf(status: number, text: string): RecordedAnswer {
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    return { status, shape: 'text' };
  }
  if (status < 400) return { status, shape: shapeOf(body) };
  const error = body as { error_code?: string | number; message?: unknown; detail?: unknown };
  const message = error.message ?? error.detail;
  return {
    status,
    ...(error.error_code === undefined ? {} : { error_code: error.error_code }),
    ...(typeof message === 'string' ? { message: redacted(message) } : {}),
    shape: shapeOf(omitDetails(body)),
  };
}

/** Details of errors have the id of the request, and differ from one cloud to another. */
function omitDetails(body: unknown): unknown {
  const fields = Object.entries(body as Record<string, unknown>);
  return Object.fromEntries(fields.filter(([field]) => field !== 'details'));
}

/** A message without names, ids and addresses. Names that the probe itself asked for stay. */
export function redacted(message: string): string {
  const replace = (text: string, pattern: RegExp, by: string): string =>
    text.replace(pattern, (found) =>
      found.includes(UNKNOWN) || found.includes('parity_probe') ? found : by,
    );
  const rules: ReadonlyArray<readonly [RegExp, string]> = [
    [/https?:\/\/\S+/g, '<url>'],
    [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<user>'],
    [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
    [/\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|cn|us|mil)\b/g, '<host>'],
    [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi, '<id>'],
    [/\b\d{5,}\b/g, '<number>'],
    [/'[^']{1,200}'|"[^"]{1,200}"|`[^`]{1,200}`/g, '<name>'],
  ];
  return rules.reduce((text, [pattern, by]) => replace(text, pattern, by), message);
}
