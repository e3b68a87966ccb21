/**
 * Unity Catalog requests by a further name of the catalog: the handlers get the catalog's own name, and the
 * response has the name of the request.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { CatalogNames } from './core/catalog-names';
import { invalidState } from './core/errors';
import { isObject, type JsonObject } from './core/json';
import type { Workspace } from './core/workspace';

declare module 'fastify' {
  interface FastifyRequest {
    /** Further name of the catalog in the request. */
    catalogAlias?: string;
  }
}

const ROUTES =
  /^\/api\/2\.\d\/(unity-catalog|mlflow\/(unity-catalog|registered-models|model-versions))\//;
/** Routes whose name is that of a catalog. */
const OF_CATALOG = /\/catalogs?(\/:name)?$/;
/** Fields that hold the name of a catalog alone. */
const CATALOG_FIELDS = ['catalog_name', 'catalog'];
/** The name of a model in the filter of a search. */
const OF_MODEL = /'(\w+)(\.\w+\.[^']*')/g;
/** Texts of users. */
const TEXTS = ['comment', 'view_definition', 'properties'];

/** Replaces further names in the fields of a request; returns the last one that it found. */
function canonicalFields(
  names: CatalogNames,
  fields: Record<string, unknown>,
  isOfCatalog: boolean,
): string | undefined {
  let alias: string | undefined;
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value !== 'string') continue;
    if (key === 'filter') {
      fields[key] = value.replace(OF_MODEL, (text, given: string, rest: string) => {
        if (!names.has(given)) return text;
        alias = given.toLowerCase();
        return `'${names.canonical(given)}${rest}`;
      });
      continue;
    }
    const isCatalog = CATALOG_FIELDS.includes(key) || (isOfCatalog && key === 'name');
    const isName = key.endsWith('name');
    const given = isCatalog ? value : value.split('.')[0]!;
    if (!(isCatalog || isName) || !names.has(given)) continue;
    const canonical = isCatalog ? names.canonical(value) : names.canonicalFullName(value);
    if (canonical === value) continue;
    fields[key] = canonical;
    alias = given.toLowerCase();
  }
  return alias;
}

/** Replaces the catalog's `own` name in a response by the one of the request. */
function named(value: unknown, own: string, alias: string): unknown {
  if (typeof value === 'string') {
    if (value === own) return alias;
    if (value.startsWith(`${own}.`)) return alias + value.slice(own.length);
    return value.replace(`dbfs:/Volumes/${own}/`, `dbfs:/Volumes/${alias}/`);
  }
  if (Array.isArray(value)) return value.map((element) => named(element, own, alias));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      TEXTS.includes(key) ? field : named(field, own, alias),
    ]),
  );
}

/** The list of catalogs, with an entry for each further name. */
function withAliases(list: JsonObject, names: CatalogNames): JsonObject {
  const catalogs = Array.isArray(list.catalogs) ? (list.catalogs as JsonObject[]) : [];
  const own = catalogs.find(({ name }) => name === names.own);
  if (!own) return list;
  return {
    ...list,
    catalogs: [...catalogs, ...names.shown.map((alias) => named(own, names.own, alias))],
  };
}

function rewriteRequest(names: CatalogNames, request: FastifyRequest): void {
  const url = request.routeOptions.url ?? '';
  const path = request.url.split('?')[0]!;
  if (!ROUTES.test(path)) return;
  const isOfCatalog =
    OF_CATALOG.test(url) || /\/(bindings|permissions|effective-permissions)\/catalog\//i.test(path);
  for (const part of [request.params, request.query, request.body]) {
    if (!isObject(part)) continue;
    request.catalogAlias = canonicalFields(names, part, isOfCatalog) ?? request.catalogAlias;
  }
  if (request.catalogAlias && request.method === 'DELETE' && OF_CATALOG.test(url)) {
    throw invalidState(
      `Catalog '${request.catalogAlias}' is a further name of ${names.own}: delete ${names.own}`,
    );
  }
}

/** Adds the hooks to `app`, before its routes. */
export function addCatalogAliases(app: FastifyInstance, ws: Workspace): void {
  const { catalogNames: names } = ws;
  app.addHook('preValidation', async (request) => {
    // the first catalog has the name of its request
    if (ws.state.collection('catalogs').keys().length > 0) rewriteRequest(names, request);
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const { catalogAlias: alias } = request;
    if (alias) return named(payload, names.own, alias);
    const isList = request.method === 'GET' && request.routeOptions.url?.endsWith('/catalogs');
    return isList ? withAliases(payload as JsonObject, names) : payload;
  });
}
