/** Sample files of a folder, grouped as feeds are: by the first folder, and by format. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';

import { CliError } from '../../client/errors';
import { FieldStatistics } from './field-statistics';
import { snake } from './proposal';
import { type Format, formatOf, readRecords } from './records';

export interface SampleFile {
  readonly path: string;
  readonly file: string;
  readonly bytes: number;
}

/** Files of one format below one folder. */
export interface SampleGroup {
  readonly name: string;
  /** Below the folder that was named; empty for files that are directly in it. */
  readonly folder: string;
  readonly format: Format;
  readonly extension: string;
  readonly files: readonly SampleFile[];
}

export interface SampleFolder {
  readonly groups: readonly SampleGroup[];
  /** Files of another format. */
  readonly others: readonly string[];
}

/** Statistics of the records of a group. */
export interface Profile {
  readonly group: SampleGroup;
  readonly records: FieldStatistics;
  readonly recordCount: number;
  /** A file is a list of records. */
  readonly hasLists: boolean;
  /** Each file has one record. */
  readonly isWholeFile: boolean;
  readonly problems: readonly string[];
  readonly problemCount: number;
}

/** Problems of a group that are named; the others are counted. */
const MOST_NAMED = 10;

/** Finds the files below a folder; hidden ones are passed over, as Auto Loader does. */
export async function sampleFolder(given: string): Promise<SampleFolder> {
  const root = resolve(given);
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CliError(
      `folder: not an existing folder, got ${given}. Name a folder of sample files`,
    );
  }
  const groups = new Map<string, SampleFile[]>();
  const others: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(root, file).split(sep).join('/');
    if (!entry.isFile() || path.split('/').some((part) => /^[._]/.test(part))) continue;
    if (formatOf(entry.name) === undefined) {
      others.push(path);
      continue;
    }
    const folder = path.includes('/') ? path.split('/')[0]! : '';
    const key = `${folder}/${entry.name.split('.').at(-1)}`;
    const { size } = await stat(file);
    groups.set(key, [...(groups.get(key) ?? []), { path, file, bytes: size }]);
  }
  const keys = [...groups.keys()].sort();
  return { groups: keys.map((key) => groupOf(key, keys, root, groups.get(key)!)), others };
}

function groupOf(
  key: string,
  keys: readonly string[],
  root: string,
  files: readonly SampleFile[],
): SampleGroup {
  const [folder, extension] = key.split('/') as [string, string];
  const isAlone = keys.filter((one) => one.startsWith(`${folder}/`)).length === 1;
  const name = snake(folder || basename(root)).replace(/^(?=\d)/, '_');
  return {
    name: isAlone ? name : `${name}_${extension}`,
    folder,
    format: formatOf(`.${extension}`)!,
    extension,
    files: [...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Reads the files of a group, one after the other. */
export async function profileOf(
  group: SampleGroup,
  onBytes: (bytes: number) => void,
): Promise<Profile> {
  const records = new FieldStatistics(true);
  const problems: string[] = [];
  let problemCount = 0;
  let hasLists = false;
  let isWholeFile = group.format === 'json';
  for (const { path, file } of group.files) {
    const before = records.present;
    const { isList } = await readRecords(file, group.format, {
      onRecord: (record) => records.add(record),
      onProblem: (line, problem) => {
        problemCount += 1;
        if (problems.length < MOST_NAMED) problems.push(`${path}:${line}: ${problem}`);
      },
      onBytes,
    });
    hasLists ||= isList;
    isWholeFile &&= records.present - before <= 1;
  }
  const { present: recordCount } = records;
  return { group, records, recordCount, hasLists, isWholeFile, problems, problemCount };
}
