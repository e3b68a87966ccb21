import type { PullRequestComments } from './comment';
import { request, required } from './request';

interface Thread {
  readonly id: number;
  readonly isDeleted?: boolean;
  readonly comments?: readonly { readonly id: number; readonly content?: string }[];
}

const VERSION = 'api-version=7.1';
/** Status of a thread that needs no answer. */
const CLOSED = 'closed';

/**
 * Threads of a pull request of Azure DevOps (REST API, "Pull Request Threads"). The token is that of the
 * job: `SYSTEM_ACCESSTOKEN: $(System.AccessToken)`.
 */
export function azureDevopsComments(env: NodeJS.ProcessEnv, number: number): PullRequestComments {
  const collection = required(env, 'SYSTEM_COLLECTIONURI').replace(/\/$/, '');
  const project = encodeURIComponent(required(env, 'SYSTEM_TEAMPROJECT'));
  const repository = encodeURIComponent(required(env, 'BUILD_REPOSITORY_ID'));
  const pull = `${collection}/${project}/_apis/git/repositories/${repository}/pullRequests/${number}`;
  const headers = { authorization: `Bearer ${required(env, 'SYSTEM_ACCESSTOKEN')}` };
  const address = (thread: string): string =>
    `${collection}/${project}/_git/${repository}/pullrequest/${number}?discussionId=${thread}`;
  return {
    longest: 150_000,
    // the API returns all threads at once
    page: async (page) => {
      if (page > 1) return [];
      const url = `${pull}/threads?${VERSION}`;
      const { value } = await request<{ value: readonly Thread[] }>(url, 'GET', headers);
      return value
        .filter(({ isDeleted }) => isDeleted !== true)
        .flatMap(({ id: thread, comments = [] }) =>
          comments.map(({ id, content = '' }) => ({ id: `${thread}/${id}`, body: content })),
        );
    },
    create: async (content) => {
      const comments = [{ content, commentType: 'text', parentCommentId: 0 }];
      const json = { comments, status: CLOSED };
      const thread = await request<Thread>(`${pull}/threads?${VERSION}`, 'POST', headers, json);
      return address(String(thread.id));
    },
    update: async (id, content) => {
      const [thread = '', comment = ''] = id.split('/');
      const url = `${pull}/threads/${thread}/comments/${comment}?${VERSION}`;
      await request(url, 'PATCH', headers, { content });
      return address(thread);
    },
  };
}
