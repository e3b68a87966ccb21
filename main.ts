import { App } from 'cdktf';

import { environments } from './environments';
import { LakehouseStack } from './stacks/lakehouse-stack';

// cdktf takes a stack trace for every token; mapped back to sources they are a sixth of a synth
process.setSourceMapsEnabled(false);

try {
  const app = new App();
  for (const settings of environments()) {
    new LakehouseStack(app, `lakehouse-${settings.environment}`, { settings });
  }
  app.synth();
} catch (error) {
  // a wrong setting is for its author to mend: where in cdktf it came up does not help
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
