import type { PullRequestComments } from './comment';
import { request, required } from './request';

interface Note {
  readonly id: number;
  readonly body: string;
}

const PAGE = 100;

/**
 * Notes of a merge request of GitLab (REST API, "Notes"). The token of a job cannot write notes (GitLab
 * documentation, "CI/CD job token"): GITLAB_TOKEN is a project access token with the scope `api`.
 */
export function gitlabComments(env: NodeJS.ProcessEnv, number: number): PullRequestComments {
  const project = encodeURIComponent(required(env, 'CI_PROJECT_ID'));
  const notes = `${required(env, 'CI_API_V4_URL')}/projects/${project}/merge_requests/${number}/notes`;
  const headers = { 'private-token': required(env, 'GITLAB_TOKEN') };
  const address = ({ id }: Note): string =>
    `${env.CI_PROJECT_URL ?? ''}/-/merge_requests/${number}#note_${id}`;
  return {
    longest: 1_000_000,
    page: (page) =>
      request<Note[]>(`${notes}?per_page=${PAGE}&page=${page}`, 'GET', headers).then((all) =>
        all.map(({ id, body }) => ({ id: String(id), body })),
      ),
    create: async (body) => address(await request<Note>(notes, 'POST', headers, { body })),
    update: async (id, body) =>
      address(await request<Note>(`${notes}/${id}`, 'PUT', headers, { body })),
  };
}
