/** MLflow's tracking server and model registry, behind the API. */
import type { IncomingMessage } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { text } from 'node:stream/consumers';

import { ApiError } from '../../core/errors';
import type { Home } from '../../core/home';
import { type JsonObject, shown } from '../../core/json';
import { ModelServer } from '../../core/processes/model-server';
import { pythonCommand } from '../../core/processes/python';
import type { Workspace } from '../../core/workspace';

/** Idle seconds after which MLflow ends: it takes a quarter of a gigabyte. */
const IDLE_SECONDS = 600;

const API = '/api/2.0/mlflow';

export class Mlflow {
  readonly server: ModelServer;
  private readonly home: Home;

  constructor({ home, log }: Workspace) {
    this.home = home;
    this.server = new ModelServer({
      name: 'MLflow',
      command: pythonCommand('model_servers.tracking', '--folder', home.mlflow),
      logFile: home.modelLog,
      log,
      idleSeconds: IDLE_SECONDS,
    });
  }

  get(path: string, query: Readonly<Record<string, string>>): Promise<JsonObject> {
    return this.json('GET', `${API}/${path}?${new URLSearchParams(query).toString()}`);
  }

  post(path: string, body: JsonObject): Promise<JsonObject> {
    return this.json('POST', `${API}/${path}`, body);
  }

  delete(path: string, body: JsonObject): Promise<JsonObject> {
    return this.json('DELETE', `${API}/${path}`, body);
  }

  /** Sends a request of MLflow's API. @throws ApiError with the error message of MLflow */
  async json(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
    const headers = { 'content-type': 'application/json' };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    return this.server.send({ method, path, headers, body: sent }, readJson);
  }

  /**
   * The folder on disk of artifacts that MLflow keeps.
   * @throws ApiError for artifacts that are elsewhere
   */
  artifactFolder(uri: string): string {
    const root = join(this.home.mlflow, 'artifacts');
    const [, path] = /^mlflow-artifacts:\/+(.*)$/.exec(uri) ?? [];
    const folder = path === undefined ? undefined : normalize(join(root, path));
    if (!folder?.startsWith(root + sep)) {
      throw new ApiError(
        400,
        'INVALID_PARAMETER_VALUE',
        `Artifacts: must be in the store of the workspace, got ${uri}`,
      );
    }
    return folder;
  }
}

/** The body of an answer as JSON, or the error that it is. */
export async function readJson(answer: IncomingMessage): Promise<JsonObject> {
  const body = await text(answer);
  const status = answer.statusCode ?? 500;
  let parsed: JsonObject = {};
  try {
    parsed = JSON.parse(body || '{}') as JsonObject;
  } catch {
    parsed = { message: body };
  }
  if (status < 400) return parsed;
  const message = shown(parsed.message ?? parsed.detail ?? `status ${status}`);
  throw new ApiError(status, shown(parsed.error_code ?? 'INTERNAL_ERROR'), message);
}
