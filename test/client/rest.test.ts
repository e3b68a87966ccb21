import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Workspace } from '../../client/rest';

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
