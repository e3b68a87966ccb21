import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { pages, Workspace } from '../../client/rest';

/** A server that answers the requests after the first `broken` ones, which it hangs up on. */
async function hangingUp(broken: number): Promise<{ server: Server; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.method!);
    if (asked.length <= broken) request.socket.destroy();
    else response.end('{"state":"here"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, asked };
}

const workspaceAt = (server: Server): Workspace => {
  const { port } = server.address() as AddressInfo;
  return new Workspace({ host: `http://127.0.0.1:${port}`, token: 'a', source: 'a test' });
};

describe('Workspace', () => {
  let server: Server;
  afterEach(() => new Promise((closed) => server.close(closed)));

  test('reads again where the connection was cut', async () => {
    const made = await hangingUp(2);
    server = made.server;
    expect(await workspaceAt(server).request('GET', '/api/2.1/jobs/runs/get')).toEqual({
      state: 'here',
    });
    expect(made.asked).toEqual(['GET', 'GET', 'GET']);
  });

  test('sends nothing twice that may have been done', async () => {
    const made = await hangingUp(1);
    server = made.server;
    const run = workspaceAt(server).request('POST', '/api/2.1/jobs/run-now', { json: {} });
    await expect(run).rejects.toThrow(/does not answer: (ECONNRESET|UND_ERR_SOCKET)/);
    expect(made.asked).toEqual(['POST']);
  });
});

describe('errors', () => {
  let server: Server;
  afterEach(() => new Promise((closed) => server.close(closed)));

  test.each([
    [
      403,
      { error_code: 403, message: 'Invalid access token.' },
      '403',
      '403: Invalid access token.',
    ],
    [
      409,
      { schemas: ['Error'], status: '409', detail: 'Group with name a already exists.' },
      'SCIM_409',
      'SCIM_409: Group with name a already exists.',
    ],
    [
      404,
      { error: 'Bad Target: /api/2.3/jobs/list' },
      'UNKNOWN',
      'GET /list answered 404 {"error":"Bad Target: /api/2.3/jobs/list"}',
    ],
  ])('of status %i and the body %j', async (status, body, errorCode, message) => {
    server = createServer((_request, response) => {
      response.writeHead(status).end(JSON.stringify(body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await expect(workspaceAt(server).request('GET', '/list')).rejects.toMatchObject({
      status,
      errorCode,
      message,
    });
  });
});

test('an unknown host is named with the source of the credentials', async () => {
  const workspace = new Workspace({ host: 'http://host.invalid', token: 'a', source: 'a test' });
  await expect(workspace.request('GET', '/list')).rejects.toThrow(
    /^the workspace at http:\/\/host\.invalid \(a test\) does not answer: (ENOTFOUND|EAI_AGAIN)/,
  );
});

describe('pages', () => {
  let server: Server;
  afterEach(() => new Promise((closed) => server.close(closed)));

  /** A server that answers one of the pages after the other; an empty token ends a list too. */
  async function paged(...answers: object[]): Promise<string[]> {
    const asked: string[] = [];
    server = createServer((request: IncomingMessage, response: ServerResponse) => {
      response.end(JSON.stringify(answers[asked.push(request.url!) - 1]));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return asked;
  }

  test('returns the items of all pages in order', async () => {
    const asked = await paged(
      { jobs: [1, 2], next_page_token: 'b' },
      { next_page_token: 'c' },
      { jobs: [3], next_page_token: '' },
    );
    const found = await pages<number>(workspaceAt(server), '/list', 'jobs', { limit: 2 });
    expect(found).toEqual([1, 2, 3]);
    expect(asked).toEqual([
      '/list?limit=2',
      '/list?limit=2&page_token=b',
      '/list?limit=2&page_token=c',
    ]);
  });
});
