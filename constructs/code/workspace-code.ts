import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

import { Directory } from '@cdktf/provider-databricks/lib/directory';
import { Notebook } from '@cdktf/provider-databricks/lib/notebook';
import { WorkspaceFile } from '@cdktf/provider-databricks/lib/workspace-file';
import { Construct } from 'constructs';

import type { RenderedContracts } from '../../contracts/render';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { logicalIdOf, withLogicalId } from '../logical-id';
import { CodeAsset } from './code-asset';

const DEPLOYABLE = /\.(py|sql)$/;
const IGNORED = /^(__pycache__|\..*)$/;

export interface WorkspaceCodeProps {
  /** The folder of the repository that has `notebooks/` and `sql/`. */
  readonly repository: string;
  /** The workspace folder to deploy to. */
  readonly workspaceRoot: string;
  /** Deployed beside the code as `contracts/contracts.json`. */
  readonly contracts: RenderedContracts;
  readonly permissions: readonly ObjectPermission[];
}

/** A SQL file in the workspace. */
export interface SqlFile {
  /** Its workspace path. */
  readonly path: string;
  readonly text: string;
}

/**
 * The code in the workspace, in the folders of the repository: entry notebooks, their Python
 * package, SQL files and the contracts. Files go as assets of the stack, named by their content:
 * a change shows in the plan, and no path of the machine does.
 */
export class WorkspaceCode extends Construct {
  private readonly notebooks = new Map<string, Notebook>();
  private readonly sqlFiles = new Map<string, SqlFile>();
  private readonly root: Directory;

  constructor(scope: Construct, id: string, props: WorkspaceCodeProps) {
    super(scope, id);
    this.root = new Directory(this, 'Root', {
      path: props.workspaceRoot,
      // files create its sub-folders, so a destroy has to delete them too
      deleteRecursive: true,
      // an experiment moves to the new folder before the old one is deleted with all it holds
      lifecycle: { createBeforeDestroy: true },
    });
    withLogicalId(this.root, 'root');
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'code',
      on: { directoryId: this.root.getStringAttribute('object_id') },
      permissions: props.permissions,
    });

    for (const file of filesBelow(props.repository, ['notebooks', 'sql'])) {
      const content = readFileSync(join(props.repository, file));
      if (/^notebooks\/[^/]+\.py$/.test(file)) this.deployNotebook(file, content);
      else this.deployFile(file, content);
    }
    const contracts = `${JSON.stringify(props.contracts, null, 2)}\n`;
    this.deployFile('contracts/contracts.json', Buffer.from(contracts));
  }

  /** The workspace path of an entry notebook, by its name without the extension. */
  notebookPath(name: string): string {
    const notebook = this.notebooks.get(name);
    if (notebook === undefined) {
      const known = [...this.notebooks.keys()].join(', ') || 'none';
      throw new Error(`\`notebook\`: not one of ${known}, got ${name}`);
    }
    return notebook.path;
  }

  /** A SQL file, by its path below `sql/`. */
  sqlFile(file: string): SqlFile {
    const sqlFile = this.sqlFiles.get(file);
    if (sqlFile === undefined) throw new Error(`\`file\`: not a file of sql/, got ${file}`);
    return sqlFile;
  }

  /** The paths below `sql/` of the SQL files in a folder of it, sorted. */
  sqlFilesIn(folder: string): string[] {
    return [...this.sqlFiles.keys()].filter((file) => file.startsWith(`${folder}/`));
  }

  /** The workspace folder of the code. */
  get path(): string {
    return this.root.path;
  }

  private deployNotebook(file: string, content: Buffer): void {
    const name = basename(file, '.py');
    const notebook = new Notebook(this, file, {
      path: `${this.root.path}/notebooks/${name}`,
      language: 'PYTHON',
      format: 'SOURCE',
      source: this.asset(file, content),
    });
    this.notebooks.set(name, withLogicalId(notebook, name));
  }

  private deployFile(file: string, content: Buffer): void {
    const workspaceFile = new WorkspaceFile(this, file, {
      path: `${this.root.path}/${file}`,
      source: this.asset(file, content),
    });
    const { path } = withLogicalId(workspaceFile, logicalIdOf(file));
    const below = /^sql\/(.+)$/.exec(file)?.[1];
    if (below !== undefined) this.sqlFiles.set(below, { path, text: content.toString('utf8') });
  }

  private asset(file: string, content: Buffer): string {
    return new CodeAsset(this, `Asset ${logicalIdOf(file)}`, { file, content }).path;
  }
}

/** The files to deploy from some folders of the repository, sorted, with `/` between folders. */
export function filesBelow(repository: string, folders: readonly string[]): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder)
      .filter((name) => !IGNORED.test(name))
      .map((name) => join(folder, name))
      .flatMap((path) => (statSync(path).isDirectory() ? walk(path) : [path]));
  return folders
    .map((name) => join(repository, name))
    .filter((folder) => existsSync(folder))
    .flatMap(walk)
    .filter((path) => DEPLOYABLE.test(path))
    .map((path) => relative(repository, path).split(sep).join('/'))
    .sort();
}
