import { createHash } from 'node:crypto';

import { type Body, textOf } from '../../rules/plan-values';
import { bodyOf, type Change } from '../plan/change';
import type { Sources } from '../sources';

/** A file of the repository that a notebook or workspace file is made from. */
export interface DeployedFile {
  /** Its path in the repository. */
  readonly path: string;
  /** MD5 of the content. @default - the file is made */
  readonly before?: string;
  /** @default - the file goes */
  readonly after?: string;
}

/** Both texts of a file that changes. */
export interface Texts {
  readonly before: string;
  readonly after: string;
}

const ASSET = /\/([0-9A-F]{32})\/[^/]+$/;

/** The file that a resource deploys; undefined for any other resource. */
export function deployedFile(change: Change, workspaceRoot: string): DeployedFile | undefined {
  const { path } = bodyOf(change);
  const isNotebook = change.type === 'databricks_notebook';
  if (!isNotebook && change.type !== 'databricks_workspace_file') return undefined;
  if (typeof path !== 'string' || !path.startsWith(`${workspaceRoot}/`)) return undefined;
  const below = path.slice(workspaceRoot.length + 1);
  const [before, after] = [contentHash(change.before), contentHash(change.after)];
  return {
    path: isNotebook ? `${below}.py` : below,
    ...(before && { before }),
    ...(after && { after }),
  };
}

/** An asset lies in a folder that is named by its content; the provider plans its hash as `different`. */
function contentHash(body: Body | undefined): string | undefined {
  if (!body) return undefined;
  const asset = ASSET.exec(textOf(body.source ?? ''))?.[1];
  return asset?.toLowerCase() ?? (typeof body.md5 === 'string' ? body.md5 : undefined);
}

/** The texts of a file, where they are known to be the very ones that the plan is about. */
export function textsOf(file: DeployedFile, sources: Sources | undefined): Texts | undefined {
  const [before, after] = [sources?.before(file.path), sources?.after(file.path)];
  if (before === undefined || after === undefined) return undefined;
  return md5(before) === file.before && md5(after) === file.after ? { before, after } : undefined;
}

/** The text of a file after the plan, where it is known to be the text that is deployed. */
export function deployedText(file: DeployedFile, sources: Sources): string | undefined {
  const text = sources.after(file.path);
  return text !== undefined && md5(text) === file.after ? text : undefined;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
