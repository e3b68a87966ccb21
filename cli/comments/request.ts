import { CliError } from '../../client/errors';
import { USER_AGENT } from '../../client/version';

/** A request to the REST API of a host. @throws CliError with the answer, never with a header */
export async function request<T>(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  json?: unknown,
): Promise<T> {
  const { origin, pathname, search } = new URL(url);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...headers },
      body: json === undefined ? undefined : JSON.stringify(json),
    });
  } catch (error) {
    throw new CliError(`${origin} does not answer: ${(error as Error).message}`);
  }
  if (response.ok) return (await response.json()) as T;
  const text = (await response.text()).slice(0, 200);
  throw new CliError(`${method} ${pathname}${search} answered ${response.status} ${text}`.trim());
}

/** A variable that the job must have. */
export function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new CliError(`${name}: not set. The CI system sets it`);
  return value;
}
