/** Runs commands against a workspace that answers by handlers, and stops it after each test. */
import { type Asked, FakeWorkspace, type Handler } from './fake-workspace';
import { type Ended, lakehouse } from './lakehouse';

export interface AgainstWorkspace {
  /** Runs a command to its end. Another call starts another workspace. */
  run(handlers: Record<string, Handler>, ...args: string[]): Promise<Ended>;
  /** More environment variables of the commands. */
  readonly environment: Record<string, string>;
  /** Address of the workspace of the last run. */
  readonly host: string;
  /** Requests of the last run. */
  readonly asked: readonly Asked[];
}

export function againstWorkspace(): AgainstWorkspace {
  let workspace: FakeWorkspace | undefined;
  const environment: Record<string, string> = {};
  afterEach(async () => {
    for (const name of Object.keys(environment)) delete environment[name];
    await workspace?.stop();
    workspace = undefined;
  });
  return {
    async run(handlers, ...args) {
      await workspace?.stop();
      workspace = await FakeWorkspace.start(handlers);
      return lakehouse(args, {
        DATABRICKS_HOST: workspace.host,
        DATABRICKS_TOKEN: 'secret',
        ...environment,
      });
    },
    environment,
    get host() {
      return workspace!.host;
    },
    get asked() {
      return workspace!.asked;
    },
  };
}
