/** `lakehouse load`: copies a folder of landing files to a landing volume by the Files API. Safe to repeat. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Progress } from '../../client/progress';
import { ApiError, Workspace } from '../../client/rest';
import { withCredentials } from '../options';

const PARALLEL = 8;

interface LoadOptions extends CredentialOptions {
  readonly catalog?: string;
  readonly volume?: string;
  readonly overwrite?: boolean;
}

type Outcome = 'loaded' | 'present' | 'different';

export function loadCommand(): Command {
  return withCredentials(
    new Command('load')
      .description(
        'copy a folder of landing files (conversations/, deals/, reps/) to the landing volume',
      )
      .argument('<folder>')
      .option(
        '--catalog <name>',
        'catalog of the landing volume (default: LAKEHOUSE_CATALOG, else spark_catalog)',
      )
      .option(
        '--volume <path>',
        'another volume or folder in one (default: /Volumes/<catalog>/bronze/landing)',
      )
      .option(
        '--overwrite',
        'replace files that are there with another size (Auto Loader reads a path once)',
      ),
  ).action((folder: string, options: LoadOptions) => load(resolve(folder), options));
}

async function load(folder: string, options: LoadOptions): Promise<void> {
  const files = await landingFiles(folder);
  const workspace = new Workspace(credentials(options));
  const target = (options.volume ?? `/Volumes/${catalogOf(options)}/bronze/landing`).replace(
    /\/+$/,
    '',
  );
  if (!/^\/Volumes(\/[^/]+){3,}$/.test(target)) {
    throw new CliError(`--volume must be /Volumes/<catalog>/<schema>/<volume>, got: ${target}`);
  }

  const counts: Record<Outcome, number> = { loaded: 0, present: 0, different: 0 };
  const different: string[] = [];
  const progress = new Progress();
  let bytes = 0;
  const queue = files.values();
  const worker = async () => {
    for (const file of queue) {
      const path = relative(folder, file).split(sep).join('/');
      const content = new Uint8Array(await readFile(file));
      const outcome = await put(
        workspace,
        `${target}/${path}`,
        content,
        Boolean(options.overwrite),
      );
      counts[outcome] += 1;
      if (outcome === 'loaded') bytes += content.length;
      if (outcome === 'different') different.push(path);
      const done = counts.loaded + counts.present + counts.different;
      progress.update(`loading ${done} of ${files.length} files`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));

  progress.line(
    `loaded ${counts.loaded} files (${(bytes / 1e6).toFixed(1)} MB) to ${target}; ${counts.present} were there already`,
  );
  if (different.length > 0) {
    throw new CliError(
      `${different.length} files are there with another size and were kept, the first: ${different.sort()[0]} (--overwrite replaces them)`,
    );
  }
}

/** The files below `folder` in a stable order, hidden ones left out. */
async function landingFiles(folder: string): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CliError(`the landing folder must be an existing folder, got: ${folder}`);
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(folder, file)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
    .sort();
  if (files.length === 0) {
    throw new CliError(`the landing folder must hold at least one file, got: none in ${folder}`);
  }
  return files;
}

async function put(
  workspace: Workspace,
  path: string,
  content: Uint8Array<ArrayBuffer>,
  overwrite: boolean,
): Promise<Outcome> {
  const url = `/api/2.0/fs/files${path.split('/').map(encodeURIComponent).join('/')}`;
  try {
    await workspace.request('PUT', url, { query: { overwrite }, body: content });
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
  const size = Number((await workspace.head(url)).get('content-length'));
  return size === content.length ? 'present' : 'different';
}

function catalogOf(options: LoadOptions): string {
  return options.catalog ?? process.env.LAKEHOUSE_CATALOG ?? 'spark_catalog';
}
