import './stacks/without-source-maps';

import { App } from 'cdktf';

import { environments } from './environments';
import { LakehouseStack } from './stacks/lakehouse-stack';
import { withoutStackTraces } from './stacks/without-stack-traces';

try {
  withoutStackTraces(() => {
    const app = new App();
    for (const settings of environments()) {
      new LakehouseStack(app, `lakehouse-${settings.environment}`, { settings });
    }
    app.synth();
  });
} catch (error) {
  // a wrong setting is for its author to fix: the place in cdktf does not help
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
