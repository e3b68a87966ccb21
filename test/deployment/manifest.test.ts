import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Manifest, seal, unseal } from '../../deployment/manifest';
import { PlanFolder } from '../../deployment/plan-folder';

const NOTHING = {
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  forget: 0,
  move: 0,
  import: 0,
  unchanged: 0,
  drifted: 0,
};

const manifest: Manifest = {
  version: 1,
  environment: 'prod',
  commit: 'a'.repeat(40),
  reviewOnly: false,
  state: { lineage: 'l', serial: 7 },
  createdAt: '2026-11-25T15:42:00.000Z',
  versions: { terraform: '1.11.4', providers: {} },
  changes: { ...NOTHING, create: 1, update: 0 },
  overrides: [],
};

describe('a plan folder', () => {
  let folder: PlanFolder;
  let stack: string;

  beforeEach(() => {
    folder = new PlanFolder(mkdtempSync(join(tmpdir(), 'plan-')));
    stack = folder.stack('lakehouse-prod');
    mkdirSync(join(stack, 'assets'), { recursive: true });
    writeFileSync(join(stack, 'plan.tfplan'), 'plan');
    writeFileSync(join(stack, 'assets', 'merge.sql'), 'merge');
  });
  afterEach(() => rmSync(folder.root, { recursive: true }));

  it('reads back what was sealed', () => {
    const sealed = seal(folder, manifest);
    expect(sealed).toEqual({ ...manifest, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(unseal(folder, sealed.digest)).toEqual(sealed);
  });

  it('leaves out what terraform installs by itself', () => {
    seal(folder, manifest);
    mkdirSync(join(stack, '.terraform', 'providers'), { recursive: true });
    writeFileSync(join(stack, '.terraform', 'providers', 'x'), 'binary');
    expect(unseal(folder).commit).toBe(manifest.commit);
  });

  it.each<[string, () => void]>([
    ['the plan', () => appendFileSync(join(stack, 'plan.tfplan'), '!')],
    ['a file that is deployed', () => writeFileSync(join(stack, 'assets', 'merge.sql'), 'drop')],
    ['a file more', () => writeFileSync(join(stack, 'more.tf.json'), '{}')],
    ['a file less', () => rmSync(join(stack, 'assets', 'merge.sql'))],
    [
      'an override in the manifest',
      () => {
        const sealed = JSON.parse(readFileSync(folder.manifest, 'utf8'));
        const overrides = [{ policy: 'data-destroyed', reason: 'none of your business' }];
        writeFileSync(folder.manifest, JSON.stringify({ ...sealed, overrides }));
      },
    ],
  ])('is refused after a change of %s', (_, change) => {
    const { digest } = seal(folder, manifest);
    change();
    expect(() => unseal(folder)).toThrow(
      `files of the plan: changed after planning (${digest}), got sha256:`,
    );
  });

  it('is refused where it is sound, but not the approved one', () => {
    const { digest } = seal(folder, manifest);
    expect(() => unseal(folder, 'sha256:other')).toThrow(
      `plan: not the approved one (sha256:other), got ${digest}`,
    );
  });

  it('says what is missing', () => {
    expect(() => unseal(folder)).toThrow(/folder: not a plan, got .* without manifest\.json$/);
    writeFileSync(folder.manifest, '{"version": 2}');
    expect(() => unseal(folder)).toThrow('manifest.json: not version 1, got {"version": 2}');
    writeFileSync(folder.manifest, 'PK');
    expect(() => unseal(folder)).toThrow('manifest.json: not version 1, got PK');
    seal(folder, manifest);
    rmSync(join(stack, 'plan.tfplan'));
    expect(() => unseal(folder)).toThrow(
      /folder: not a plan, got .* without synth\/stacks\/lakehouse-prod\/plan\.tfplan$/,
    );
  });

  it('is emptied for the next plan, unless it holds anything else', () => {
    seal(folder, manifest);
    folder.prepare();
    expect(readdirSync(folder.root)).toEqual([]);
    writeFileSync(join(folder.root, 'thesis.doc'), '');
    expect(() => folder.prepare()).toThrow(
      /folder of the plan: neither empty nor a plan, got .* \(thesis\.doc\)$/,
    );
    expect(readdirSync(folder.root)).toEqual(['thesis.doc']);
  });
});
