/** The one comment of ours on a pull request, which is updated from run to run. */

/** A comment of a pull request, as its host stores it. */
export interface Comment {
  /** Path of the comment in the REST API of the host, below that of the comments. */
  readonly id: string;
  readonly body: string;
}

/** The comments of one pull request: of GitHub, GitLab or Azure DevOps. */
export interface PullRequestComments {
  /** The longest comment, in characters. */
  readonly longest: number;
  /** One page of comments; empty after the last one. @param page from 1 on */
  readonly page: (page: number) => Promise<readonly Comment[]>;
  /** @returns the address of the comment */
  readonly create: (body: string) => Promise<string>;
  /** @returns the address of the comment */
  readonly update: (id: string, body: string) => Promise<string>;
}

const MARKER = '<!-- lakehouse: plan review -->';
/** The part of a review that is always shown: its summary. */
const LONGEST_HEAD = 1_000;

/** Creates the comment, or updates the existing one. @returns its address */
export async function comment(
  comments: PullRequestComments,
  parts: readonly string[],
): Promise<string> {
  const body = bodyOf(parts, comments.longest);
  const own = await find(comments);
  return own ? comments.update(own.id, body) : comments.create(body);
}

/** The parts as one text. A part that does not fit is cut to its head, and the text says so. */
export function bodyOf(parts: readonly string[], longest: number): string {
  const cut = [...parts];
  const text = (): string => [MARKER, ...cut].join('\n');
  for (const [i, part] of [...parts.entries()].reverse()) {
    if (text().length <= longest) break;
    const [head = ''] = part.split('\n### ');
    cut[i] =
      `${head.slice(0, LONGEST_HEAD)}\n\n_The rest does not fit: it is among the artifacts of the run._\n`;
  }
  return text();
}

async function find({ page }: PullRequestComments): Promise<Comment | undefined> {
  for (let number = 1; ; number += 1) {
    const comments = await page(number);
    const own = comments.find(({ body }) => body.startsWith(MARKER));
    if (own || comments.length === 0) return own;
  }
}
