/** Workspace import, which clients send as JSON with base64 or as a multipart form. */
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ApiError, invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, textIn } from '../../core/json';
import { addRoutes, type Call, isTrue, type Routes } from '../../core/routes';
import type { Workspace } from '../../core/workspace';
import { requireWrite } from './tree-access';
import type { ImportRequest } from './workspace-files';
import { WorkspaceFiles } from './workspace-files';

const FILE_LIMIT_BYTES = 200 * 1024 * 1024;
/** REST reference, Workspace import: `content` has a limit of 10 MB. */
const CONTENT_LIMIT_BYTES = 10 * 1024 * 1024;

function asRequest(fields: JsonObject, content: Buffer): ImportRequest {
  return {
    path: requireString(fields, 'path'),
    format: textIn(fields, 'format'),
    language: textIn(fields, 'language'),
    overwrite: isTrue(fields.overwrite),
    content,
  };
}

async function fromForm(request: FastifyRequest): Promise<ImportRequest> {
  const fields: Record<string, unknown> = {};
  let content: Buffer | undefined;
  for await (const part of request.parts()) {
    if (part.type === 'file') content = await part.toBuffer();
    else fields[part.fieldname] = part.value;
  }
  // a form whose content was not sent as a file
  content ??= typeof fields.content === 'string' ? Buffer.from(fields.content) : undefined;
  if (!content) throw invalidParameter('Missing required field: content');
  return asRequest(fields, content);
}

function fromJson(body: JsonObject): ImportRequest {
  const content = Buffer.from(textIn(body, 'content') ?? '', 'base64');
  if (content.length > CONTENT_LIMIT_BYTES) throw tooLarge(requireString(body, 'path'), '10 MB');
  return asRequest(body, content);
}

function tooLarge(path: string, limit: string): ApiError {
  return new ApiError(
    400,
    'MAX_NOTEBOOK_SIZE_EXCEEDED',
    `Content of ${path}: exceeds the limit of ${limit}`,
  );
}

async function importObject({ ws, principal, request, body }: Call): Promise<JsonObject> {
  const asked = request.isMultipart() ? await fromForm(request) : fromJson(body);
  request.actionDetails = { path: asked.path };
  requireWrite(ws, principal, asked.path);
  const object = await ws.get(WorkspaceFiles).import(asked, principal.name);
  return { object_id: object.object_id };
}

/** Adds `POST /api/2.0/workspace/import` with its own parser of forms. */
export function addWorkspaceImport(app: FastifyInstance, ws: Workspace): void {
  app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: FILE_LIMIT_BYTES } });
    addRoutes(scope, ws, { 'POST /api/2.0/workspace/import': importObject });
  });
}

async function importFile({ ws, principal, params, query, request }: Call): Promise<unknown> {
  const path = `/${params['*']}`;
  requireWrite(ws, principal, path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FILE_LIMIT_BYTES) throw tooLarge(path, '200 MB');
    chunks.push(chunk);
  }
  const overwrite = isTrue(query.overwrite);
  const content = Buffer.concat(chunks);
  const asked = { path, format: 'AUTO', overwrite, content };
  const object = await ws.get(WorkspaceFiles).import(asked, principal.name);
  return { object_id: object.object_id };
}

/** The import of one file, whose body is its content. */
export const importFileRoutes: Routes = {
  'POST /api/2.0/workspace-files/import-file/*': importFile,
};
