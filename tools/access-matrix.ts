/**
 * Prints the access model of lakehouse-local, one entry per principal and securable, as JSON:
 *
 *   node --import tsx tools/access-matrix.ts
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { declaredAccess } from '../constructs/governance/declared-access';
import { environments } from '../environments';
import { LakehouseStack } from '../stacks/lakehouse-stack';

const STACK = 'lakehouse-local';

process.setSourceMapsEnabled(false);
const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-access-'));
try {
  const app = new App({ outdir });
  const [settings] = environments();
  new LakehouseStack(app, STACK, { settings });
  app.synth();
  const synthesised = readFileSync(join(outdir, 'stacks', STACK, 'cdk.tf.json'), 'utf8');
  console.log(JSON.stringify(declaredAccess(JSON.parse(synthesised)), null, 2));
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  rmSync(outdir, { recursive: true });
}
