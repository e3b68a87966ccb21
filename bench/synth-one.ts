/** Synthesises the environment and into the folder that its arguments name: what bench/synth.ts times. */
import '../stacks/without-source-maps';

import { App } from 'cdktf';

import { environments } from '../environments';
import { LakehouseStack } from '../stacks/lakehouse-stack';
import { withoutStackTraces } from '../stacks/without-stack-traces';

const [environment, outdir] = process.argv.slice(2);
const settings = environments().find((s) => s.environment === environment);
if (settings === undefined) throw new Error(`no environment named ${environment}`);
withoutStackTraces(() => {
  const app = new App({ outdir });
  new LakehouseStack(app, `lakehouse-${environment}`, { settings });
  app.synth();
});
