/** Serves one local workspace on 127.0.0.1 until it receives a signal to end. */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ClusterProcess } from './core/cluster/cluster-client';
import { Home } from './core/home';
import { openLog } from './core/log';
import { EndSignals } from './core/processes/end-signals';
import { claimPidFile, servingProcess } from './core/processes/pid-file';
import {
  PYTHON,
  type PythonCommand,
  pythonCommand,
  pythonIsMissing,
} from './core/processes/python';
import { WORKSPACE_KINDS, type WorkspaceKind } from './core/workspace-kind';
import { closeWorkspace, openWorkspace, startWorkspace } from './lifecycle';
import { buildServer } from './server';

/** Exit codes of a process that cannot serve. */
export const EXIT = {
  badArguments: 2,
  portTaken: 3,
  homeInUse: 4,
  notSetUp: 5,
  badState: 6,
  diskFull: 7,
};

class StartError extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}

interface Arguments {
  readonly home: string;
  readonly port: number;
  /** Start Spark at once, not when the first call needs it. */
  readonly warm: boolean;
  /** The metastore of a new workspace has no storage root. */
  readonly defaultStorage: boolean;
  /** The kind of a new workspace. */
  readonly kind: WorkspaceKind | undefined;
  /** Further names of the catalog. */
  readonly catalogNames: readonly string[];
  /** Names of warehouses that exist from the start. */
  readonly warehouses: readonly string[];
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        home: { type: 'string', default: '.lakehouse' },
        port: { type: 'string', default: '8765' },
        warm: { type: 'boolean', default: false },
        'default-storage': { type: 'boolean', default: false },
        kind: { type: 'string' },
        catalog: { type: 'string', multiple: true, default: [] },
        warehouse: { type: 'string', multiple: true, default: [] },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new Error(`--port: must be between 0 and 65535, got ${values.port}`);
    }
    const { home, warm, 'default-storage': defaultStorage, catalog, warehouse } = values;
    const kind = WORKSPACE_KINDS.find((one) => one === values.kind);
    if (values.kind !== undefined && kind === undefined) {
      throw new Error(`--kind: must be one of ${WORKSPACE_KINDS.join(', ')}, got ${values.kind}`);
    }
    const named = { catalogNames: catalog, warehouses: warehouse };
    return { home, port, warm, defaultStorage, kind, ...named };
  } catch (error) {
    throw new StartError(EXIT.badArguments, (error as Error).message);
  }
}

function clusterCommand(home: Home): PythonCommand {
  if (pythonIsMissing()) {
    throw new StartError(EXIT.notSetUp, `${PYTHON} is missing: run \`make setup\` first`);
  }
  return pythonCommand('cluster', '--home', home.root);
}

function checkHomeIsFree(home: Home): void {
  const serving = servingProcess(home.pidFile);
  if (!serving) return;
  throw new StartError(
    EXIT.homeInUse,
    `${home.root} is served already by process ${serving.pid} on port ${serving.port}: use that one, or end it with \`npx lakehouse down\``,
  );
}

/** Converts an error before the server listened to an exit code and one line. */
function asStartError(error: unknown, port: number): StartError {
  if (error instanceof StartError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartError(
      EXIT.portTaken,
      `Port ${port} of 127.0.0.1 is taken: end what uses it, or choose another with --port (0 picks a free one)`,
    );
  }
  if (code === 'EACCES')
    return new StartError(
      EXIT.portTaken,
      `Port ${port} may not be used by this user: choose another with --port`,
    );
  if (code === 'ENOSPC') return new StartError(EXIT.diskFull, `The disk is full: ${message}`);
  return new StartError(EXIT.badState, message);
}

async function main(): Promise<void> {
  const { home: folder, port, warm, ...options } = readArguments();
  const home = new Home(folder);
  const { command, env } = clusterCommand(home);
  try {
    const signals = new EndSignals();
    home.create();
    checkHomeIsFree(home);
    const log = openLog(home.apiLog);
    const cluster = new ClusterProcess({
      command,
      env,
      cwd: home.root,
      logFile: home.clusterLog,
      pidFile: home.clusterPidFile,
      log,
    });
    const ws = await openWorkspace(home.root, cluster, log, options);
    const app = buildServer(ws);
    const host = await app.listen({ host: '127.0.0.1', port });
    const actualPort = Number(new URL(host).port);
    await startWorkspace(ws, `http://127.0.0.1:${actualPort}`);
    if (!claimPidFile(home.pidFile, actualPort)) checkHomeIsFree(home);
    if (warm && !signals.haveArrived) cluster.start();
    log.info('listening', { host: ws.host, pid: process.pid });
    process.stdout.write(
      `${JSON.stringify({ host: ws.host, home: home.root, pid: process.pid })}\n`,
    );

    // one request's fault does not end the workspace for all others
    process.on('unhandledRejection', (reason) => {
      log.error('unhandled', { message: String(reason), stack: (reason as Error)?.stack });
    });
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      log.info('stopping', { signal });
      let exitCode = 0;
      try {
        // closing ends idle connections at once, and active requests after their response
        const closed = app.close();
        await closeWorkspace(ws);
        await closed;
        // the last requests are in it too
        await ws.audit.flush();
      } catch (error) {
        exitCode = 1;
        log.error('stop_failed', { message: (error as Error).message });
      }
      rmSync(home.pidFile, { force: true });
      await log.close();
      process.exit(exitCode);
    };
    signals.ends((signal) => void end(signal));
  } catch (error) {
    throw asStartError(error, port);
  }
}

main().catch((error: unknown) => {
  const { exitCode, message } = asStartError(error, 0);
  process.stderr.write(`${message.split('\n')[0]}\n`);
  process.exit(exitCode);
});
