/** A workspace that answers from a table of handlers, and remembers what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  /** A body that is no JSON. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

export type Handler = (asked: Asked) => Answer;

export class FakeWorkspace {
  readonly asked: Asked[] = [];
  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  /** Starts on a free port. Keys of `handlers` are `METHOD /path`; the longest that begins the request's answers it. */
  static async start(handlers: Record<string, Handler>): Promise<FakeWorkspace> {
    const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const asked = await read(request);
      fake.asked.push(asked);
      const [longest] = Object.entries(handlers)
        .filter(([route]) => `${asked.method} ${asked.path}`.startsWith(route))
        .sort(([a], [b]) => b.length - a.length);
      const answer = longest
        ? longest[1](asked)
        : { status: 404, json: { error_code: 'ENDPOINT_NOT_FOUND', message: asked.path } };
      response.writeHead(answer.status ?? 200, {
        'content-type': 'application/json',
        ...answer.headers,
      });
      response.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)));
    };
    const server = createServer((request, response) => void respond(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const fake = new FakeWorkspace(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    return fake;
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return {
    method: request.method ?? '',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    authorization: request.headers.authorization,
    body: Buffer.concat(chunks),
  };
}
