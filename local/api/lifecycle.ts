/** The life of one workspace: opened, started at its address, closed. */
import type { Cluster } from './core/cluster/cluster';
import type { Log } from './core/log';
import { merged } from './core/service';
import { Workspace } from './core/workspace';
import { SERVICES } from './services';

/** Opens the workspace in the folder `root`, and creates it where none exists. */
export async function openWorkspace(root: string, cluster: Cluster, log: Log): Promise<Workspace> {
  const ws = new Workspace(root, cluster, log, merged(SERVICES, 'objectTypes'));
  for (const service of SERVICES) await service.open?.(ws);
  return ws;
}

/** Takes the address of the server: writes the profiles and the state, then starts the services. */
export async function startWorkspace(ws: Workspace, host: string): Promise<void> {
  ws.host = host;
  ws.writeConfig();
  await ws.state.persist();
  for (const service of SERVICES) service.start?.(ws);
}

/** Closes the services, then writes the audit log and the state. */
export async function closeWorkspace(ws: Workspace): Promise<void> {
  const closing = [...SERVICES].reverse().map((service) => service.close?.(ws));
  await Promise.all([...closing, ws.cluster.stop()]);
  await ws.audit.flush();
  await ws.state.persist();
}
