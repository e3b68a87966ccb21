import type { PullRequestComments } from './comment';
import { request, required } from './request';

interface GithubComment {
  readonly id: number;
  readonly body?: string;
  readonly html_url: string;
}

const PAGE = 100;

/** Comments of a pull request of GitHub (REST API, "Issue comments"). */
export function githubComments(env: NodeJS.ProcessEnv, number: number): PullRequestComments {
  const api = env.GITHUB_API_URL ?? 'https://api.github.com';
  const issues = `${api}/repos/${required(env, 'GITHUB_REPOSITORY')}/issues`;
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${required(env, 'GITHUB_TOKEN')}`,
  };
  const write = async (method: string, path: string, body: string): Promise<string> =>
    (await request<GithubComment>(`${issues}/${path}`, method, headers, { body })).html_url;
  return {
    longest: 65_536,
    page: async (page) => {
      const url = `${issues}/${number}/comments?per_page=${PAGE}&page=${page}`;
      const comments = await request<GithubComment[]>(url, 'GET', headers);
      return comments.map(({ id, body = '' }) => ({ id: String(id), body }));
    },
    create: (body) => write('POST', `${number}/comments`, body),
    update: (id, body) => write('PATCH', `comments/${id}`, body),
  };
}
