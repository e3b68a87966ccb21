/** Serving endpoints: each version that one serves is a scoring server of MLflow's. */
import { ApiError, invalidState } from '../../core/errors';
import type { JsonObject } from '../../core/json';
import { omit } from '../../core/omit';
import { ModelServer } from '../../core/processes/model-server';
import { pythonCommand } from '../../core/processes/python';
import type { Workspace } from '../../core/workspace';
import { readJson } from '../mlflow/mlflow';
import { Registry } from '../mlflow/registry';
import {
  type Endpoint,
  type EndpointConfig,
  endpointsOf,
  type PendingConfig,
  type ServedEntity,
} from './endpoint-config';

/** Idle seconds after which a version scales to zero. */
const IDLE_SECONDS = 600;

/** The answer of a model, and which version it is of. */
export interface Scored {
  readonly answer: JsonObject;
  readonly servedModel: string;
}

export class Serving {
  private readonly servers = new Map<string, ModelServer>();
  private isClosing = false;

  constructor(private readonly ws: Workspace) {}

  /** Goes on with updates that the end of the workspace interrupted. */
  resume(): void {
    for (const { name, pending_config: pending } of this.endpoints.values()) {
      if (pending) void this.load(name, pending);
    }
  }

  /**
   * Begins to serve another configuration: the present one serves until the new one can. How it
   * went is in the endpoint's state.
   *
   * @throws ApiError 409 while another update is under way
   */
  update(name: string, config: EndpointConfig): void {
    const endpoint = this.endpoints.get(name)!;
    if (endpoint.pending_config) {
      throw new ApiError(
        409,
        'RESOURCE_CONFLICT',
        `Serving endpoint ${name} is being updated: wait until its state is NOT_UPDATING`,
      );
    }
    const pending = { ...config, start_time: Date.now() };
    this.endpoints.set(name, { ...endpoint, pending_config: pending, update_failure: undefined });
    void this.load(name, pending);
  }

  /** `READY` once it has served, whether its processes are up or at zero. */
  stateOf({ config, pending_config: pending, update_failure: failure }: Endpoint): JsonObject {
    const update = failure ? 'UPDATE_FAILED' : 'NOT_UPDATING';
    return {
      ready: config ? 'READY' : 'NOT_READY',
      config_update: pending ? 'IN_PROGRESS' : update,
    };
  }

  /** Why the endpoint answers no request; undefined where it is ready. */
  notReady(name: string): string | undefined {
    const endpoint = this.endpoints.get(name);
    if (!endpoint) return `Serving endpoint '${name}' does not exist`;
    return endpoint.config ? undefined : whyNotReady(endpoint);
  }

  /** Returns the state of one served version. */
  entityState(endpoint: string, entity: ServedEntity): JsonObject {
    const isUp = this.servers.get(keyOf(endpoint, entity))?.isUp ?? false;
    return {
      deployment: 'DEPLOYMENT_READY',
      deployment_state_message: isUp ? '' : 'Scaled to zero: the next request starts it',
    };
  }

  /**
   * Scores `body` by one of the endpoint's versions, as its traffic says.
   *
   * @throws ApiError 400 where the endpoint serves nothing (yet), or where the model refuses the
   *   input, in the model's words
   */
  async score(endpoint: Endpoint, body: JsonObject): Promise<Scored> {
    const { config } = endpoint;
    if (!config) throw invalidState(whyNotReady(endpoint));
    const servedModel = pick(config);
    const entity = config.served_entities.find((one) => one.name === servedModel)!;
    const server = await this.serverOf(endpoint.name, entity);
    const request = {
      method: 'POST',
      path: '/invocations',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    return { answer: await server.send(request, readJson), servedModel };
  }

  /** Ends the processes of an endpoint that is deleted. */
  async remove(name: string): Promise<void> {
    await this.keep(name, new Set());
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }

  private async load(name: string, pending: PendingConfig): Promise<void> {
    let failure: string | undefined;
    try {
      for (const entity of pending.served_entities) {
        const server = await this.serverOf(name, entity);
        await server.start();
      }
    } catch (error) {
      failure = (error as Error).message;
      this.ws.log.error('serving_update_failed', { name, message: failure });
    }
    const endpoint = this.endpoints.get(name);
    // deleted meanwhile, or the workspace is stopping: the update continues after its start
    if (!endpoint || endpoint.pending_config?.start_time !== pending.start_time) return;
    if (this.isClosing) return;
    this.endpoints.set(name, {
      ...omit(endpoint, 'pending_config'),
      ...(failure === undefined ? { config: pending } : { update_failure: failure }),
      last_updated_timestamp: Date.now(),
    });
    const served = this.endpoints.get(name)!.config?.served_entities;
    await this.keep(name, new Set((served ?? []).map((entity) => keyOf(name, entity))));
    await this.ws.state.persist();
  }

  private async serverOf(endpoint: string, entity: ServedEntity): Promise<ModelServer> {
    const key = keyOf(endpoint, entity);
    const present = this.servers.get(key);
    if (present) return present;
    const { entity_name: model, entity_version: version } = entity;
    const folder = await this.ws.get(Registry).folderOf(model, version);
    const { command, env } = pythonCommand('model_servers.scoring', '--model', folder);
    const server = new ModelServer({
      name: `${model} version ${version}`,
      command: { command, env: { ...env, ...entity.environment_vars } },
      logFile: this.ws.home.modelLog,
      log: this.ws.log,
      idleSeconds: entity.scale_to_zero_enabled ? IDLE_SECONDS : undefined,
    });
    // two concurrent requests need it
    const other = this.servers.get(key);
    if (other) return other;
    this.servers.set(key, server);
    return server;
  }

  /** Ends the servers of an endpoint that are not among `kept`. */
  private async keep(name: string, kept: ReadonlySet<string>): Promise<void> {
    const gone = [...this.servers].filter(([key]) => key.startsWith(`${name}/`) && !kept.has(key));
    for (const [key] of gone) this.servers.delete(key);
    await Promise.all(gone.map(([, server]) => server.close()));
  }

  private get endpoints() {
    return endpointsOf(this.ws.state);
  }
}

function keyOf(endpoint: string, { entity_name: model, entity_version: version }: ServedEntity) {
  return `${endpoint}/${model}/${version}`;
}

/** The served entity of one request: by chance, as the traffic is divided. */
function pick({ traffic_config: { routes } }: EndpointConfig): string {
  let left = Math.random() * 100;
  for (const route of routes) {
    left -= route.traffic_percentage;
    if (left < 0) return route.served_entity_name;
  }
  return routes.at(-1)!.served_entity_name;
}

function whyNotReady({ name, pending_config: pending, update_failure: failure }: Endpoint): string {
  if (pending) {
    const { entity_name: model, entity_version: version } = pending.served_entities[0]!;
    return `Serving endpoint ${name} is starting: version ${version} of ${model} is being loaded. Ask again once its state is READY`;
  }
  if (failure) return `Serving endpoint ${name} could not start: ${failure}`;
  return `Serving endpoint ${name} serves no model yet: no version of one has been put on it`;
}
