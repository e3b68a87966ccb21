/** `lakehouse load`: copies a folder of landing files to a landing volume by the Files API. Safe to repeat. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Progress } from '../../client/progress';
import { Workspace } from '../../client/rest';
import { FEEDS } from '../../contracts';
import { settingsOf } from '../../deployment/named-environment';
import { FEED_FOLDERS, landingFolder, type UnreadFile } from '../load/local-files';
import { createFolder, type Outcome, upload } from '../load/upload';
import { withCredentials } from '../options';
import { defaultCatalog } from '../table-name';

const PARALLEL = 8;
/** Of a long list of files so many are named. */
const MOST_NAMED = 20;

interface LoadOptions extends CredentialOptions {
  readonly catalog?: string;
  readonly volume?: string;
  readonly overwrite?: boolean;
  readonly env?: string;
  readonly json?: boolean;
}

export function loadCommand(): Command {
  return withCredentials(
    new Command('load')
      .description(`copy a folder of landing files (${FEED_FOLDERS}) to the landing volume`)
      .argument('<folder>')
      .option(
        '--catalog <name>',
        'catalog of the landing volume (default: LAKEHOUSE_CATALOG, else that of the local workspace)',
      )
      .option(
        '--volume <path>',
        'another volume or folder in one (default: /Volumes/<catalog>/bronze/landing)',
      )
      .option(
        '--overwrite',
        'replace files that exist with another content (Auto Loader reads a path once)',
      )
      .option(
        '--env <name>',
        'environment whose setting `feeds` has the formats and names of files (default: the contracts)',
      )
      .option('--json', 'print the counts of files, by feed, as one JSON line'),
  ).action((folder: string, options: LoadOptions) => load(resolve(folder), options));
}

async function load(folder: string, options: LoadOptions): Promise<void> {
  const { files, unread } = await landingFolder(
    folder,
    options.env === undefined ? {} : settingsOf(options.env).feeds,
  );
  if (files.length + unread.length === 0) {
    throw new CliError(
      `landing folder: no files, got ${folder}. Name a folder with one of ${FEED_FOLDERS}`,
    );
  }
  const workspace = new Workspace(credentials(options));
  const target = (options.volume ?? `/Volumes/${catalogOf(options)}/bronze/landing`).replace(
    /\/+$/,
    '',
  );
  if (!/^\/Volumes(\/[^/]+){3,}$/.test(target)) {
    throw new CliError(
      `--volume: not a volume or a folder in one, got ${target}. Name /Volumes/<catalog>/<schema>/<volume>`,
    );
  }
  const progress = new Progress();
  reportUnread(unread, progress);

  const tally = new Tally();
  const queue = files.values();
  const worker = async () => {
    for (const { path, file, feed } of queue) {
      const content = new Uint8Array(await readFile(file));
      const outcome = await upload(
        workspace,
        `${target}/${path}`,
        content,
        Boolean(options.overwrite),
      );
      tally.add(feed, path, outcome, content.length);
      progress.update(`Loading ${tally.count()} of ${files.length} files`);
    }
  };
  try {
    // a stream cannot start on a folder that does not exist
    await Promise.all(FEEDS.map(({ path }) => createFolder(workspace, `${target}/${path}`)));
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  } catch (error) {
    progress.line(`Stopped after ${number(tally.count())} of ${number(files.length)} files`);
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`${error.message} (load again: it goes on with the files that are missing)`);
  }
  tally.report(target, progress);
  if (options.json) console.log(JSON.stringify(tally.counts(target, unread)));
  conclude(tally.different, unread);
}

/** Outcomes of the files, counted by feed. */
class Tally {
  readonly different: string[] = [];
  private readonly feeds = new Map<string, Record<Outcome | 'bytes', number>>();

  add(feed: string, path: string, outcome: Outcome, bytes: number): void {
    const counts = this.of(feed);
    counts[outcome] += 1;
    if (outcome === 'loaded') counts.bytes += bytes;
    if (outcome === 'different') this.different.push(path);
    this.feeds.set(feed, counts);
  }

  /** The files of an outcome; by default all. */
  count(outcome?: Outcome | 'bytes'): number {
    return [...this.feeds.values()].reduce(
      (sum, counts) =>
        sum + (outcome ? counts[outcome] : counts.loaded + counts.present + counts.different),
      0,
    );
  }

  report(target: string, progress: Progress): void {
    const megabytes = (this.count('bytes') / 1e6).toFixed(1);
    progress.line(
      `Loaded ${number(this.count('loaded'))} files (${megabytes} MB) to ${target}; ` +
        `${number(this.count('present'))} already existed`,
    );
    for (const { name } of FEEDS) {
      const { loaded, present, different } = this.of(name);
      progress.line(
        `  ${name.padEnd(14)} ${number(loaded)} loaded, ${number(present)} existing` +
          (different > 0 ? `, ${number(different)} with another content` : ''),
      );
    }
  }

  /** The counts of files by feed, the uploaded bytes, and the files that were not loaded, by path. */
  counts(target: string, unread: readonly UnreadFile[]): object {
    return {
      target,
      feeds: Object.fromEntries(FEEDS.map(({ name }) => [name, this.of(name)])),
      different: [...this.different].sort(),
      unread: unread.map(({ path, reason }) => ({ path, reason })),
    };
  }

  private of(feed: string): Record<Outcome | 'bytes', number> {
    return this.feeds.get(feed) ?? { loaded: 0, present: 0, different: 0, bytes: 0 };
  }
}

/** Names the files that no feed reads, by reason; they are not uploaded. */
function reportUnread(unread: readonly UnreadFile[], progress: Progress): void {
  const reasons = new Map<string, string[]>();
  for (const { path, reason } of unread) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), path]);
  }
  for (const [reason, paths] of reasons) {
    progress.line(`Not loaded, no feed reads them (${reason}): ${named(paths)}`);
  }
}

/** Fails where data was left out: a file with another content exists, or a feed cannot read one. */
function conclude(different: readonly string[], unread: readonly UnreadFile[]): void {
  const problems: string[] = [];
  if (different.length > 0) {
    problems.push(
      `${different.length} files exist with another content and were kept: ` +
        `${named([...different].sort())}. Send a correction under another name (Auto Loader reads a ` +
        'path once), or replace with --overwrite',
    );
  }
  const left = unread.filter(({ isInFeed }) => isInFeed);
  if (left.length > 0) {
    problems.push(
      `${left.length} files in the folder of a feed were not loaded: ` +
        `${named(left.map(({ path }) => path))}. Rename or unpack them, or take them out`,
    );
  }
  if (problems.length > 0) throw new CliError(problems.join('; '));
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return paths.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${number(more)} more` : '');
}

const number = (value: number): string => value.toLocaleString('en-US');

function catalogOf(options: LoadOptions): string {
  return options.catalog ?? defaultCatalog(options.home);
}
