/** Deliveries of generated calls to a local workspace. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { DEFAULT_CATALOG } from '../local/api/core/cluster/catalog';
import { landingZone } from '../tools/sample-calls/landing-zone';
import type { LocalWorkspace } from './local-workspace';

/** Loads calls and deals whose ids no delivery of another number has. */
export function deliver(workspace: LocalWorkspace, calls: number, delivery: number): void {
  const folder = join(workspace.home.root, 'deliveries', `${delivery}`);
  for (const { path, body } of landingZone(calls, delivery).files) {
    const named = (text: string): string =>
      text.replaceAll(/\b(call|deal)-(?=\d)/g, `$1-${delivery}-`);
    const target = join(
      folder,
      path.startsWith('conversations/')
        ? named(path)
        : `${dirname(path)}/${delivery}-${basename(path)}`,
    );
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, named(body));
  }
  workspace.lakehouse('load', folder, '--catalog', DEFAULT_CATALOG);
  rmSync(folder, { recursive: true });
}
