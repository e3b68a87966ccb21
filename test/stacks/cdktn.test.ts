import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface Stack {
  /** The name of the synthesiser; Terraform ignores it as a comment. */
  readonly '//': { readonly metadata: { readonly version: string } };
  readonly resource: Record<string, object>;
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, maxRetries: 5 })));

/** Every stack that a separate process synthesises, by name. */
async function synthesise(...preloaded: string[]): Promise<Record<string, Stack>> {
  const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-synth-'));
  folders.push(outdir);
  const preloads = [...preloaded, 'tsx/cjs'].flatMap((module) => ['--require', module]);
  await promisify(execFile)(process.execPath, [...preloads, join(__dirname, 'synth-all.ts')], {
    cwd: join(__dirname, '..', '..'),
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  const stacks = join(outdir, 'stacks');
  return Object.fromEntries(
    readdirSync(stacks).map((name) => [
      name,
      JSON.parse(readFileSync(join(stacks, name, 'cdk.tf.json'), 'utf8')),
    ]),
  );
}

describe('cdktn in place of cdktf', () => {
  it('synthesises the same, from the same sources and bindings', async () => {
    const [byCdktf, byCdktn] = await Promise.all([
      synthesise(),
      synthesise(join(__dirname, 'cdktn-in-place-of-cdktf.cjs')),
    ]);
    const versions = (stacks: Record<string, Stack>): string[] => [
      ...new Set(Object.values(stacks).map((stack) => stack['//'].metadata.version)),
    ];
    const versionOf = (name: string): string =>
      JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
    expect(versions(byCdktf)).toEqual([versionOf('cdktf')]);
    expect(versions(byCdktn)).toEqual([versionOf('cdktn')]);

    expect(Object.keys(byCdktf)).toHaveLength(8);
    const withoutVersion = (stacks: Record<string, Stack>): object =>
      JSON.parse(
        JSON.stringify(stacks, (key, value) => (key === '//' ? withoutVersionOf(value) : value)),
      );
    expect(withoutVersion(byCdktn)).toEqual(withoutVersion(byCdktf));
  }, 240_000);
});

function withoutVersionOf({ metadata }: { metadata?: Record<string, unknown> }): unknown {
  return { ...metadata, version: undefined };
}
