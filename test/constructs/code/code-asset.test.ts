import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { App, AssetType, TerraformAsset, TerraformStack } from 'cdktf';

import { CodeAsset } from '../../../constructs/code/code-asset';
import { folderWith, removeFolders } from './repository';

const FILE = 'sql/silver/merge_feed.sql';

afterAll(removeFolders);

/** Synthesises a stack with the asset, and returns the path of the file in the output folder. */
function synthesise(outdir: string, content: string): string {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'test');
  const asset = new CodeAsset(stack, 'Asset', { file: FILE, content: Buffer.from(content) });
  app.synth();
  return join(outdir, 'stacks', 'test', asset.path);
}

describe('CodeAsset', () => {
  it('has the path that TerraformAsset gives a file, so that deployed sources do not change', () => {
    const repository = folderWith([FILE]);
    const declared = (of: (stack: TerraformStack) => string): string =>
      of(new TerraformStack(new App({ outdir: folderWith([]) }), 'test'));
    const content = readFileSync(join(repository, FILE));
    const source = { path: join(repository, FILE), type: AssetType.FILE };
    expect(declared((stack) => new CodeAsset(stack, 'Asset', { file: FILE, content }).path)).toBe(
      declared((stack) => new TerraformAsset(stack, 'Asset', source).path),
    );
  });

  it('leaves an unchanged file alone', () => {
    const outdir = folderWith([]);
    const path = synthesise(outdir, 'select 1');
    const before = new Date('2024-01-01T00:00:00Z');
    utimesSync(path, before, before);
    expect(synthesise(outdir, 'select 1')).toBe(path);
    expect(statSync(path).mtime).toEqual(before);
  });

  it('replaces the version of a changed file', () => {
    const outdir = folderWith([]);
    const old = synthesise(outdir, 'select 1');
    const path = synthesise(outdir, 'select 2');
    expect(readFileSync(path, 'utf8')).toBe('select 2');
    expect(existsSync(old)).toBe(false);
    expect(readdirSync(dirname(dirname(path)))).toHaveLength(1);
  });

  it('completes a file that an interrupted synth left in part', () => {
    const outdir = folderWith([]);
    const path = synthesise(outdir, 'select 1');
    writeFileSync(path, 'sel');
    expect(readFileSync(synthesise(outdir, 'select 1'), 'utf8')).toBe('select 1');
  });
});
