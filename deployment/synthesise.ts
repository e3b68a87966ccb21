/** Synthesises one environment, within this process. */
import { App } from 'cdktf';

import { CliError } from '../client/errors';
import type { LakehouseSettings } from '../environments/settings';
import { LakehouseStack } from '../stacks/lakehouse-stack';
import { withoutStackTraces } from '../stacks/without-stack-traces';

/** The name of an environment's stack: `main.ts` gives the same. */
export const stackName = (environment: string): string => `lakehouse-${environment}`;

/** Writes the stack to `outdir`/stacks/<its name>. @throws CliError where the stack is not sound */
export function synthesise(settings: LakehouseSettings, outdir: string): void {
  try {
    withoutStackTraces(() => {
      const app = new App({ outdir });
      new LakehouseStack(app, stackName(settings.environment), { settings });
      app.synth();
    });
  } catch (error) {
    throw new CliError(`synth of ${settings.environment} failed: ${(error as Error).message}`);
  }
}
