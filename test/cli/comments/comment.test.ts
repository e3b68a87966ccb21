import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bodyOf } from '../../../cli/comments/comment';
import { FakeWorkspace, type Handler } from '../fake-workspace';
import { type Ended, lakehouse } from '../lakehouse';

const MARKER = '<!-- lakehouse: plan review -->';

describe('lakehouse comment', () => {
  let github: FakeWorkspace | undefined;
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'reviews-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await github?.stop();
  });

  async function run(handlers: Record<string, Handler>, ...files: string[]): Promise<Ended> {
    github = await FakeWorkspace.start(handlers);
    return lakehouse(['comment', '--pull-request', '7', ...files.map((f) => join(folder, f))], {
      GITHUB_API_URL: github.host,
      GITHUB_REPOSITORY: 'acme/lakehouse',
      GITHUB_TOKEN: 'secret',
    });
  }
  const written: Handler = () => ({ json: { id: 1, html_url: 'https://github.example/7#1' } });
  const changing = () => github!.asked.filter(({ method }) => method !== 'GET');

  test('writes one comment, with a word for a review that is missing', async () => {
    writeFileSync(join(folder, 'dev.md'), '## Plan of `dev`: **no changes**\n');
    const ended = await run(
      {
        'GET /repos': ({ query }) => ({
          json: query.get('page') === '1' ? [{ id: 5, body: 'LGTM' }] : [],
        }),
        'POST /repos': written,
      },
      'dev.md',
      'prod.md',
    );
    expect(ended).toEqual({ code: 0, stdout: 'https://github.example/7#1\n', stderr: '' });
    const [post] = changing();
    expect(post?.path).toBe('/repos/acme/lakehouse/issues/7/comments');
    expect(post?.authorization).toBe('Bearer secret');
    expect(JSON.parse(String(post?.body)).body.split('\n')).toEqual([
      MARKER,
      '## Plan of `dev`: **no changes**',
      '',
      `**There is no ${folder}/prod.md: the plan failed. See the log of its job.**`,
    ]);
  });

  test('updates that comment the next time, on any page of comments', async () => {
    writeFileSync(join(folder, 'dev.md'), 'new');
    const others = Array.from({ length: 100 }, (_, id) => ({ id, body: 'chat' }));
    const ended = await run(
      {
        'GET /repos': ({ query }) => ({
          json: query.get('page') === '1' ? others : [{ id: 123, body: `${MARKER}\nold` }],
        }),
        'PATCH /repos': written,
      },
      'dev.md',
    );
    expect(ended.code).toBe(0);
    expect(changing().map(({ method, path }) => [method, path])).toEqual([
      ['PATCH', '/repos/acme/lakehouse/issues/comments/123'],
    ]);
  });

  test('says in a line what is wrong', async () => {
    writeFileSync(join(folder, 'dev.md'), 'new');
    const refused = { 'GET /repos': () => ({ status: 403, json: { message: 'no right to' } }) };
    expect(await run(refused, 'dev.md')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^error: GET \/repos\/acme\/lakehouse\/issues\/7\/comments.* answered 403 .*no right to.*\n$/,
      ),
    });
    expect(await lakehouse(['comment', '--pull-request', 'x', 'dev.md'])).toMatchObject({
      code: 1,
      stderr:
        'error: --pull-request: not a number, got x. Specify the number of the pull request\n',
    });
    expect(await lakehouse(['comment', '--pull-request', '7', 'dev.md'])).toMatchObject({
      code: 1,
      stderr: 'error: GITHUB_REPOSITORY: not set. The CI system sets it\n',
    });
  }, 20_000);
});

describe('lakehouse comment in other CI systems', () => {
  let host: FakeWorkspace;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reviews-'));
    writeFileSync(join(folder, 'dev.md'), 'new');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await host.stop();
  });
  const run = (env: Record<string, string>): Promise<Ended> =>
    lakehouse(['comment', '--pull-request', '7', join(folder, 'dev.md')], env);
  const sent = () =>
    host.asked.filter(({ method }) => method !== 'GET').map((one) => [one.method, one.path, one]);

  test.each([
    ['creates a note', [], 'POST', '/api/v4/projects/42/merge_requests/7/notes'],
    [
      'updates it',
      [{ id: 5, body: `${MARKER}\nold` }],
      'PUT',
      '/api/v4/projects/42/merge_requests/7/notes/5',
    ],
  ])('GitLab: %s', async (_, notes, method, path) => {
    host = await FakeWorkspace.start({
      'GET /api': ({ query }) => ({ json: query.get('page') === '1' ? notes : [] }),
      [`${method} /api`]: () => ({ json: { id: 5 } }),
    });
    const ended = await run({
      GITLAB_CI: 'true',
      CI_API_V4_URL: `${host.host}/api/v4`,
      CI_PROJECT_ID: '42',
      CI_PROJECT_URL: 'https://gitlab.example/acme/lakehouse',
      GITLAB_TOKEN: 'secret',
    });
    expect(ended).toEqual({
      code: 0,
      stdout: 'https://gitlab.example/acme/lakehouse/-/merge_requests/7#note_5\n',
      stderr: '',
    });
    expect(sent().map(([verb, where]) => [verb, where])).toEqual([[method, path]]);
  });

  test.each([
    ['creates a thread', [], 'POST', '/acme/lake/_apis/git/repositories/r1/pullRequests/7/threads'],
    [
      'updates its comment',
      [{ id: 3, comments: [{ id: 1, content: `${MARKER}\nold` }] }],
      'PATCH',
      '/acme/lake/_apis/git/repositories/r1/pullRequests/7/threads/3/comments/1',
    ],
  ])('Azure DevOps: %s', async (_, value, method, path) => {
    host = await FakeWorkspace.start({
      'GET /acme': () => ({ json: { value } }),
      [`${method} /acme`]: () => ({ json: { id: 3 } }),
    });
    const ended = await run({
      SYSTEM_COLLECTIONURI: `${host.host}/acme/`,
      SYSTEM_TEAMPROJECT: 'lake',
      BUILD_REPOSITORY_ID: 'r1',
      SYSTEM_ACCESSTOKEN: 'secret',
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('/pullrequest/7?discussionId=3');
    expect(sent().map(([verb, where]) => [verb, where])).toEqual([[method, path]]);
    expect(host.asked[0]!.authorization).toBe('Bearer secret');
  });
});

test('what does not fit into a comment is cut to its head, from the last on, and said so', () => {
  const review = (name: string) =>
    `## Plan of ${name}\n\nBlocked\n### Findings\n${'x'.repeat(40_000)}`;
  const body = bodyOf([review('dev'), review('prod')], 65_536);
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain(review('dev'));
  expect(body).toMatch(
    /## Plan of prod\n\nBlocked\n\n_The rest does not fit: it is among the artifacts of the run\._\n$/,
  );
});
