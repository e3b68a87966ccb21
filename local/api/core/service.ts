/** A service of the local workspace: its routes, audit actions, permissions and life cycle. */
import type { FastifyInstance } from 'fastify';

import type { Actions } from './audit/action';
import type { ObjectTypes } from './object-type';
import type { Routes } from './routes';
import type { Workspace } from './workspace';

/** One entry of the registry `services/index.ts`. */
export interface Service {
  readonly name: string;
  /** Routes whose bodies are JSON. */
  readonly routes?: Routes;
  /** Routes whose bodies are files, which handlers read and write as streams. */
  readonly streamRoutes?: Routes;
  /** Adds routes that need a body parser of another kind. */
  register?(app: FastifyInstance, ws: Workspace): void;
  /** Audit actions of the routes. */
  readonly actions?: Actions;
  /** Objects of the service that have an access control list. */
  readonly objectTypes?: ObjectTypes;
  /** Prepares a workspace before it answers requests. Services open in the order of the registry. */
  open?(ws: Workspace): void | Promise<void>;
  /** Starts work that needs the address of the server. */
  start?(ws: Workspace): void;
  /** Ends the work of the service. Services close in the opposite order, without waiting. */
  close?(ws: Workspace): void | Promise<void>;
}

type Table = 'routes' | 'streamRoutes' | 'actions' | 'objectTypes';

/** Returns the entries that all services have in one table. */
export function merged<T extends Table>(
  services: readonly Service[],
  table: T,
): NonNullable<Service[T]> {
  const entries = new Map<string, unknown>();
  for (const service of services) {
    for (const [key, value] of Object.entries(service[table] ?? {})) {
      if (entries.has(key)) {
        throw new Error(`service ${service.name}: ${key} is an entry of another service as well`);
      }
      entries.set(key, value);
    }
  }
  return Object.fromEntries(entries) as NonNullable<Service[T]>;
}
