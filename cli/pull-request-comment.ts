/** The one comment of ours on a pull request, by GitHub's REST API. */
import { CliError } from '../client/errors';
import { USER_AGENT } from '../client/version';

export interface PullRequest {
  /** `https://api.github.com`, or that of an own server. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly html_url: string;
}

const MARKER = '<!-- lakehouse: plan review -->';
/** What GitHub takes at most, in characters. */
const LONGEST = 65_536;
/** What of a review is kept at least: its summary. */
const LONGEST_HEAD = 1_000;
const PAGE = 100;

/** Writes the comment, or writes it anew where it is there. @returns its address */
export async function comment(pullRequest: PullRequest, parts: readonly string[]): Promise<string> {
  const body = bodyOf(parts);
  const mine = await find(pullRequest);
  const { repository, number } = pullRequest;
  const { html_url } = mine
    ? await ask<Comment>(pullRequest, 'PATCH', `${repository}/issues/comments/${mine.id}`, { body })
    : await ask<Comment>(pullRequest, 'POST', `${repository}/issues/${number}/comments`, { body });
  return html_url;
}

/** The parts as one text; of what does not fit, the head is kept, and said where the rest is. */
export function bodyOf(parts: readonly string[]): string {
  const cut = [...parts];
  const text = (): string => [MARKER, ...cut].join('\n');
  for (let last = cut.length - 1; last >= 0 && text().length > LONGEST; last -= 1) {
    const head = cut[last].split('\n### ')[0].slice(0, LONGEST_HEAD);
    cut[last] = `${head}\n\n_No room for the rest: it is among the artifacts of the run._\n`;
  }
  return text();
}

async function find(pullRequest: PullRequest): Promise<Comment | undefined> {
  const { repository, number } = pullRequest;
  for (let page = 1; ; page += 1) {
    const path = `${repository}/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
    const comments = await ask<Comment[]>(pullRequest, 'GET', path);
    const mine = comments.find((one) => one.body?.startsWith(MARKER));
    if (mine || comments.length < PAGE) return mine;
  }
}

async function ask<T>(
  { api, token }: PullRequest,
  method: string,
  path: string,
  json?: unknown,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${api}/repos/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
      },
      body: json === undefined ? undefined : JSON.stringify(json),
    });
  } catch (error) {
    throw new CliError(`${api} does not answer: ${(error as Error).message}`);
  }
  if (response.ok) return (await response.json()) as T;
  const text = (await response.text()).slice(0, 200);
  throw new CliError(`${method} ${path} answered ${response.status} ${text}`.trim());
}
