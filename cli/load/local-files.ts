/** The files of a landing folder on this machine, and which feed reads each. */
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { CliError } from '../../client/errors';
import { type FeedReading, FEEDS, readingOfFeed } from '../../contracts';

/** The reading of feeds in an environment, by feed. */
export type FeedReadings = Readonly<Record<string, FeedReading>>;

/** A feed as it reads its folder. */
export interface LandingFeed {
  readonly name: string;
  readonly path: string;
  readonly fileNamePattern: string;
}

/** A file that a feed reads. */
export interface LandingFile {
  /** Below the landing folder, with `/` between its parts. */
  readonly path: string;
  /** On this machine. */
  readonly file: string;
  readonly feed: string;
}

/** A file that no feed reads, and why. */
export interface UnreadFile {
  readonly path: string;
  readonly reason: string;
  /** The file is in the folder of a feed: it is likely data. */
  readonly isInFeed: boolean;
}

export interface LandingFolder {
  readonly files: readonly LandingFile[];
  readonly unread: readonly UnreadFile[];
}

/** The folders of the feeds, for messages. */
export const FEED_FOLDERS = FEEDS.map((one) => `${one.path}/`).join(', ');

const HIDDEN = 'a name that begins with . or _ is hidden';
const COMPRESSED = /\.(gz|gzip|bz2|zip|zst|xz|lz4|snappy|br|7z|tar|tgz)$/i;

/**
 * The files below `root` in a stable order. Symbolic links are followed, each to its target once
 * within a path; one that leads nowhere or in a circle is an unread file.
 */
export async function landingFolder(
  root: string,
  readings: FeedReadings = {},
): Promise<LandingFolder> {
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CliError(
      `landing folder: not an existing folder, got ${root}. Name a folder with one of ${FEED_FOLDERS}`,
    );
  }
  const files: LandingFile[] = [];
  const unread: UnreadFile[] = [];
  const visit = async (path: string, above: readonly string[]): Promise<void> => {
    const file = join(root, path);
    const target = await stat(file).catch(() => undefined);
    if (!target) {
      const isLink = (await lstat(file).catch(() => undefined))?.isSymbolicLink();
      unread.push(refused(path, isLink ? 'a link that leads nowhere' : 'it cannot be read'));
      return;
    }
    if (target.isDirectory()) {
      const real = await realpath(file);
      if (above.includes(real)) {
        unread.push(refused(path, 'a link that leads in a circle'));
        return;
      }
      for (const name of (await readdir(file)).sort()) {
        await visit(path === '' ? name : `${path}/${name}`, [...above, real]);
      }
      return;
    }
    const reading = target.isFile() ? readingOf(path, readings) : 'neither a file nor a folder';
    if (typeof reading === 'string') unread.push(refused(path, reading));
    else files.push({ path, file, feed: reading.name });
  };
  await visit('', []);
  return { files, unread };
}

/** The feed that reads a path of the landing volume, or why none does. */
export function readingOf(path: string, readings: FeedReadings = {}): LandingFeed | string {
  const parts = path.split('/');
  const hidden = parts.find((part) => part.startsWith('.') || part.startsWith('_'));
  // Auto Loader and Spark pass over them (Databricks, "What is Auto Loader?", FAQ on hidden files)
  if (hidden !== undefined) return HIDDEN;
  const contract = feedOf(path);
  if (!contract) {
    const other = FEEDS.find((one) => one.path.toLowerCase() === parts[0]!.toLowerCase());
    return other && other.path !== parts[0]
      ? `its folder must be spelt ${other.path}/`
      : `not in the folder of a feed (${FEED_FOLDERS})`;
  }
  const { fileNamePattern } = readingOfFeed(contract, readings[contract.name]);
  const feed = { name: contract.name, path: contract.path, fileNamePattern };
  const name = parts.at(-1)!;
  if (matches(name, feed.fileNamePattern)) return feed;
  if (COMPRESSED.test(name)) {
    return `compressed: the feed ${feed.name} reads ${feed.fileNamePattern}, uncompressed`;
  }
  return matches(name.toLowerCase(), feed.fileNamePattern)
    ? `its name must end as ${feed.fileNamePattern} does, in lower case`
    : `the feed ${feed.name} reads ${feed.fileNamePattern}`;
}

function feedOf(path: string) {
  return FEEDS.find((feed) => path.startsWith(`${feed.path}/`));
}

function refused(path: string, reason: string): UnreadFile {
  return { path, reason, isInFeed: reason !== HIDDEN && feedOf(path) !== undefined };
}

/** Compares a name with a glob of `*` and `{a,b}`, as Auto Loader's `pathGlobFilter` does: case counts. */
function matches(name: string, glob: string): boolean {
  const pattern = glob
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\\\{([^{}]*)\\\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`)
    .replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 's').test(name);
}
