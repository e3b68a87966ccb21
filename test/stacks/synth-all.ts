/** Synthesises every environment, and one of every cloud, to CDKTF_OUTDIR. */
import { App } from 'cdktf';

import { environments } from '../../environments';
import { LakehouseStack } from '../../stacks/lakehouse-stack';
import { declaredOnAws, onAzure, onGcp, referencedOnAws } from '../environments/examples';

const app = new App();
for (const settings of [...environments({}), declaredOnAws, referencedOnAws, onAzure, onGcp]) {
  new LakehouseStack(app, `lakehouse-${settings.environment}`, { settings });
}
app.synth();
