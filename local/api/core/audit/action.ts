/** Vocabulary of the tables that map routes to audit actions. */
import type { JsonObject } from '../json';
import type { Workspace } from '../workspace';
import type { Action } from './event';

/** The part of a request that identifies its action. */
export interface Asked {
  readonly ws: Workspace;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** The audit actions of a request, computed before its handler runs, while a deleted object still has its name. */
export type Describe = (asked: Asked) => Action[];

/** Actions by method and path, without `/api` and the version. */
export type Actions = Readonly<Record<string, Describe>>;

/** A field of the request, by its name in the path, the body or the query. */
export function field({ params, query, body }: Asked, name: string): unknown {
  return params[name] ?? body[name] ?? query[name];
}

/**
 * One action whose parameters are fields of the request, under their own names or, written as
 * `full_name_arg=name`, under another. No other field is ever written down.
 */
export function action(service: string, name: string, ...fields: string[]): Describe {
  const pairs = fields.map((pair) => {
    const [param, from = param] = pair.split('=') as [string, string?];
    return [param, from] as const;
  });
  return (asked) => {
    const params = Object.fromEntries(pairs.map(([param, from]) => [param, field(asked, from)]));
    return [{ service, name, params }];
  };
}

/** An action of the service `databrickssql`. */
export function databricksSql(name: string, ...fields: string[]): Describe {
  return action('databrickssql', name, ...fields);
}

/** An action of the service `unityCatalog`. */
export function unityCatalogAction(name: string, ...fields: string[]): Describe {
  return action('unityCatalog', name, ...fields);
}

/** Returns the key of a route in the tables of actions: without `/api` and the version. */
export function actionKey(method: string, path: string): string {
  return `${method} ${path.replace(/^\/api\/\d\.\d/, '')}`;
}
