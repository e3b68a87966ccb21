/** Configuration of a serving endpoint, validated and completed. */
import { invalidParameter, requireString } from '../../core/errors';
import type { Principal } from '../../core/identity/principals';
import { type JsonObject, objectIn, objectsIn, shown, textIn } from '../../core/json';
import type { Collection, State } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { kindOf } from '../../core/workspace-kind';
import { Registry } from '../mlflow/registry';

/** Workloads of the Free Edition (Databricks documentation, "Databricks Free Edition limitations": no GPU). */
const FREE_WORKLOAD_TYPES = ['CPU'];
const PROVISIONED = ['min_provisioned_throughput', 'max_provisioned_throughput'];
const WORKLOAD_SIZES = ['Small', 'Medium', 'Large'];

/** A part of an endpoint: one version of a model. */
export interface ServedEntity {
  readonly name: string;
  readonly entity_name: string;
  readonly entity_version: string;
  readonly scale_to_zero_enabled: boolean;
  readonly workload_size: string;
  readonly workload_type: string;
  readonly creator: string;
  readonly creation_timestamp: number;
  readonly environment_vars?: Readonly<Record<string, string>>;
}

export interface EndpointConfig {
  readonly config_version: number;
  readonly served_entities: readonly ServedEntity[];
  readonly traffic_config: {
    readonly routes: ReadonlyArray<{
      readonly served_model_name: string;
      readonly served_entity_name: string;
      readonly traffic_percentage: number;
    }>;
  };
}

/** A configuration that is being loaded. */
export interface PendingConfig extends EndpointConfig {
  readonly start_time: number;
}

/** A tag of an endpoint. */
export interface Tag {
  readonly key: string;
  readonly value?: string;
}

/** A serving endpoint as the state has it. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly tags: readonly Tag[];
  readonly config?: EndpointConfig;
  readonly pending_config?: PendingConfig;
  readonly route_optimized: boolean;
  readonly ai_gateway?: JsonObject;
  /** Reason why the last update failed. */
  readonly update_failure?: string;
}

/** The endpoints of a workspace, by name. */
export function endpointsOf(state: State): Collection<Endpoint> {
  return state.collection('serving_endpoints');
}

/**
 * @throws ApiError for what cannot be served, with its name: no such model or version, one that
 *   `principal` may not execute, traffic that does not add up
 */
export async function checkedConfig(
  ws: Workspace,
  principal: Principal,
  given: JsonObject,
  version: number,
): Promise<EndpointConfig> {
  const entities = objectsIn(given, given.served_entities ? 'served_entities' : 'served_models');
  if (entities.length === 0) throw invalidParameter('Missing required field: served_entities');
  const served: ServedEntity[] = [];
  for (const entity of entities) served.push(await servedEntity(ws, principal, entity));
  return {
    served_entities: served,
    traffic_config: {
      routes: routesOf(served, objectsIn(objectIn(given, 'traffic_config'), 'routes')),
    },
    ...(given.auto_capture_config ? { auto_capture_config: given.auto_capture_config } : {}),
    config_version: version,
  };
}

async function servedEntity(
  ws: Workspace,
  principal: Principal,
  given: JsonObject,
): Promise<ServedEntity> {
  const fields = {
    ...given,
    entity_name: given.entity_name ?? given.model_name,
    entity_version: given.entity_version ?? given.model_version,
  };
  const name = requireString(fields, 'entity_name');
  const version = requireString(fields, 'entity_version');
  const size = given.workload_size ?? 'Small';
  if (typeof size !== 'string' || !WORKLOAD_SIZES.includes(size)) {
    throw invalidParameter(
      `\`workload_size\` of ${name}: must be one of ${WORKLOAD_SIZES.join(', ')}, got ${shown(size)}`,
    );
  }
  const type = textIn(given, 'workload_type') ?? 'CPU';
  if (kindOf(ws) === 'free') checkFree(name, type, given);
  const fullName = ws.get(Registry).require(principal, 'EXECUTE', name);
  await ws.get(Registry).version(fullName, version);
  return {
    ...given,
    name: textIn(given, 'name') ?? `${fullName.split('.').at(-1)}-${version}`,
    entity_name: fullName,
    entity_version: version,
    workload_size: size,
    workload_type: type,
    scale_to_zero_enabled: given.scale_to_zero_enabled === true,
    creator: principal.name,
    creation_timestamp: Date.now(),
  };
}

function checkFree(name: string, type: string, given: JsonObject): void {
  if (!FREE_WORKLOAD_TYPES.includes(type)) {
    throw invalidParameter(
      `\`workload_type\` of ${name}: must be one of ${FREE_WORKLOAD_TYPES.join(', ')} in the workspace, got ${type}`,
    );
  }
  if (PROVISIONED.some((field) => given[field] !== undefined)) {
    throw invalidParameter(`Provisioned throughput of ${name} is not supported in the workspace.`);
  }
}

function routesOf(
  served: readonly ServedEntity[],
  given: readonly JsonObject[],
): EndpointConfig['traffic_config']['routes'] {
  const routes: readonly JsonObject[] =
    given.length > 0
      ? given
      : served.map(({ name }, index) => ({
          served_entity_name: name,
          traffic_percentage: index === 0 ? 100 : 0,
        }));
  const complete = routes.map((route) => {
    const named = route.served_entity_name ?? route.served_model_name;
    const entity = served.find(({ name }) => name === named);
    if (!entity) {
      throw invalidParameter(`Route: must lead to a served entity, got ${shown(named)}`);
    }
    return {
      served_model_name: entity.name,
      served_entity_name: entity.name,
      traffic_percentage: Number(route.traffic_percentage),
    };
  });
  const total = complete.reduce((sum, route) => sum + route.traffic_percentage, 0);
  if (total !== 100) {
    throw invalidParameter(
      `\`traffic_percentage\` of all routes: must add up to 100, got ${total}`,
    );
  }
  return complete;
}
