/** The access model of `lakehouse-local`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { environments } from '../../environments';
import type { SynthesisedStack } from '../../rules/declared-access';
import { LakehouseStack } from '../../stacks/lakehouse-stack';
import { accessModel, type Model } from './model';

const PROJECT = join(__dirname, '..', '..');
const STACK = 'lakehouse-local';

/** Synthesises the stack, and reads what it and its governance job declare. */
export function localModel(): Model {
  const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-access-'));
  try {
    const app = new App({ outdir });
    const [settings] = environments();
    new LakehouseStack(app, STACK, { settings });
    app.synth();
    const synthesised = readFileSync(join(outdir, 'stacks', STACK, 'cdk.tf.json'), 'utf8');
    return accessModel(JSON.parse(synthesised) as SynthesisedStack, (path) =>
      readFileSync(join(PROJECT, path), 'utf8'),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
