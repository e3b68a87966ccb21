import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RenderedContracts } from '../../contracts/render';

const REPOSITORY = join(__dirname, '..', '..');
const SOURCES = [
  ...[
    'constructs',
    'contracts',
    'dashboards',
    'environments',
    'local/api/core',
    'notebooks',
    'quartz',
    'review',
    'rules',
    'sql',
    'stacks',
  ],
  ...['main.ts', 'cdktf.json', 'tsconfig.json', 'package.json'],
];
/** A new optional field of a call, as its author adds it: in one place. */
const AFTER = "    optional('language', 'STRING'";
const EDIT = "    optional('mood', 'STRING', 'How the caller felt', { landedIn: 'call' }),\n";
const CONTRACT = 'contracts/silver/conversations.ts';

describe('one edit of a contract', () => {
  let project: string;
  let stack: {
    resource: {
      databricks_sql_table: Record<string, { column: { name: string }[] }>;
      databricks_workspace_file: Record<string, { path: string; source: string }>;
    };
  };
  let contracts: RenderedContracts;

  const run = (...command: string[]): void => {
    const done = spawnSync(process.execPath, command, { cwd: project, encoding: 'utf8' });
    expect([done.status, done.stderr]).toEqual([0, '']);
  };

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'one-edit-'));
    for (const name of SOURCES)
      cpSync(join(REPOSITORY, name), join(project, name), { recursive: true });
    symlinkSync(join(REPOSITORY, 'node_modules'), join(project, 'node_modules'));
    mkdirSync(join(project, 'docs/reference'), { recursive: true });
    const contract = readFileSync(join(project, CONTRACT), 'utf8');
    expect(contract.split(AFTER)).toHaveLength(2);
    writeFileSync(join(project, CONTRACT), contract.replace(AFTER, EDIT + AFTER));

    run('-r', 'tsx/cjs', 'main.ts');
    const folder = join(project, 'cdktf.out', 'stacks', 'lakehouse-local');
    stack = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
    const deployed = Object.values(stack.resource.databricks_workspace_file);
    const { source } = deployed.find(({ path }) => path.endsWith('/contracts/contracts.json'))!;
    contracts = JSON.parse(readFileSync(join(folder, source), 'utf8'));
  }, 60_000);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('reaches the table, which terraform alters', () => {
    const { column } = stack.resource.databricks_sql_table.silver_conversations!;
    const names = column.map((c) => c.name);
    expect(names.indexOf('mood')).toBe(names.indexOf('language') - 1);
    expect(column[names.indexOf('mood')]).toEqual({
      name: 'mood',
      type: 'string',
      nullable: true,
      comment: 'How the caller felt',
    });
  });

  it('reaches the parser and what drift is measured against', () => {
    const feed = contracts.feeds.conversations;
    for (const schema of [feed?.document, feed?.declared]) {
      expect(schema).toMatch(/call STRUCT<[^<>]*\bchannel: STRING, mood: STRING, language: STRING/);
    }
    expect(contracts.tables['silver.conversations']?.columns).toContainEqual({
      name: 'mood',
      type: 'STRING',
      nullable: true,
      comment: 'How the caller felt',
    });
  });

  it('reaches the data dictionary: the feed and the table', () => {
    run('--import', 'tsx', 'contracts/write-data-dictionary.ts');
    const lines = readFileSync(join(project, 'docs/reference/data-dictionary.md'), 'utf8').split(
      '\n',
    );
    expect(lines.filter((line) => line.includes('How the caller felt'))).toEqual([
      '| `call.mood` | `STRING` | How the caller felt |',
      '| `mood` | `STRING` | yes |  | How the caller felt |',
    ]);
  });
});
