import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { DatabricksProvider } from '@cdktf/provider-databricks/lib/provider';
import { TerraformStack, Testing } from 'cdktf';

import { filesBelow, WorkspaceCode } from '../../../constructs/code/workspace-code';
import { renderContracts } from '../../../contracts/render';
import { Template } from '../../template';
import { folderWith, removeFolders } from './repository';

const files = [
  'notebooks/land_feed.py',
  'notebooks/lakehouse/runtime/sql.py',
  'notebooks/lakehouse/__pycache__/sql.py',
  'notebooks/.hidden.py',
  'sql/silver/merge_feed.sql',
  'sql/README.md',
];
const permissions = [{ groupName: 'engineers', permissionLevel: 'CAN_READ' }];

function build(repository: string) {
  let code!: WorkspaceCode;
  const template = Template.of((stack) => {
    code = new WorkspaceCode(stack, 'Code', {
      repository,
      workspaceRoot: '/lakehouse',
      contracts: renderContracts(),
      permissions,
    });
  });
  return { code, template };
}

afterAll(removeFolders);

describe('WorkspaceCode', () => {
  it('mirrors the repository: notebooks, modules, SQL and contracts', () => {
    const { template } = build(folderWith(files));
    const root = '${databricks_directory.root.path}';
    const paths = (type: string) =>
      Object.fromEntries(
        Object.entries(template.resources(type)).map(([name, body]) => [name, body.path]),
      );
    expect(paths('databricks_notebook')).toEqual({ land_feed: `${root}/notebooks/land_feed` });
    expect(paths('databricks_workspace_file')).toEqual({
      contracts_contracts_json: `${root}/contracts/contracts.json`,
      notebooks_lakehouse_runtime_sql_py: `${root}/notebooks/lakehouse/runtime/sql.py`,
      sql_silver_merge_feed_sql: `${root}/sql/silver/merge_feed.sql`,
    });
    expect(template.resource('databricks_directory', 'root')).toEqual({
      path: '/lakehouse',
      delete_recursive: true,
      lifecycle: { create_before_destroy: true },
    });
  });

  it('names sources by content, the same from any folder', () => {
    const sources = [folderWith(files), folderWith(files)].map((repository) => {
      const { template } = build(repository);
      return ['databricks_notebook', 'databricks_workspace_file'].flatMap((type) =>
        Object.values(template.resources(type)).map((body) => body.source),
      );
    });
    expect(sources[0]).toEqual(sources[1]);
    expect(sources[0]).toHaveLength(4);
    for (const source of sources.flat())
      expect(source).toMatch(/^assets\/[^/]+\/[0-9A-F]{32}\/[^/]+$/);
  });

  it('puts the files where terraform finds them', () => {
    const stack = new TerraformStack(Testing.app(), 'test');
    new DatabricksProvider(stack, 'Databricks');
    new WorkspaceCode(stack, 'Code', {
      repository: folderWith(files),
      workspaceRoot: '/lakehouse',
      contracts: renderContracts(),
      permissions,
    });
    const folder = join(Testing.fullSynth(stack), 'stacks', 'test');
    const notebooks: Record<string, { source: string }> = JSON.parse(
      JSON.stringify(stack.toTerraform().resource.databricks_notebook),
    );
    expect(existsSync(join(folder, `${notebooks.land_feed?.source}`))).toBe(true);
  });

  it('knows a notebook by its name, and refuses one that it has not', () => {
    const { code } = build(folderWith(files));
    expect(() => code.notebookPath('merge_calls')).toThrow(
      new Error('`notebook`: not one of land_feed, got merge_calls'),
    );
  });

  it('knows a SQL file by its path below sql/, and refuses one that it has not', () => {
    const { code } = build(folderWith([...files, 'sql/audit/b.sql', 'sql/audit/a.sql']));
    expect(code.sqlFilesIn('audit')).toEqual(['audit/a.sql', 'audit/b.sql']);
    expect(code.sqlFile('audit/a.sql').text).toBe('sql/audit/a.sql');
    expect(() => code.sqlFile('audit/c.sql')).toThrow(
      new Error('`file`: not a file of sql/, got audit/c.sql'),
    );
  });
});

describe('filesBelow', () => {
  it('leaves out caches, hidden files and what is not code, and sorts', () => {
    expect(filesBelow(folderWith(files), ['notebooks', 'sql', 'absent'])).toEqual([
      'notebooks/lakehouse/runtime/sql.py',
      'notebooks/land_feed.py',
      'sql/silver/merge_feed.sql',
    ]);
  });
});
