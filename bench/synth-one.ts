/** Synthesises the environment and into the folder that its arguments name: what bench/synth.ts times. */
import { App } from 'cdktf';

import { environments } from '../environments';
import { LakehouseStack } from '../stacks/lakehouse-stack';

process.setSourceMapsEnabled(false);

const [environment, outdir] = process.argv.slice(2);
const settings = environments().find((s) => s.environment === environment);
if (settings === undefined) throw new Error(`no environment named ${environment}`);
const app = new App({ outdir });
new LakehouseStack(app, `lakehouse-${environment}`, { settings });
app.synth();
