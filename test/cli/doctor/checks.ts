import { type Check, examine, type Report } from '../../../cli/doctor/check';
import { computeChecks } from '../../../cli/doctor/compute';
import { Context } from '../../../cli/doctor/context';
import { editionChecks } from '../../../cli/doctor/edition';
import { identityChecks } from '../../../cli/doctor/identities';
import { quotaChecks } from '../../../cli/doctor/quotas';
import { signInChecks } from '../../../cli/doctor/sign-in';
import { unityCatalogChecks } from '../../../cli/doctor/unity-catalog';
import { workspaceFolderChecks } from '../../../cli/doctor/workspace-folder';
import { Workspace } from '../../../client/rest';
import type { LakehouseSettings } from '../../../environments/settings';

/** All checks but those of the machine. */
export const WORKSPACE_CHECKS: readonly Check[] = [
  ...signInChecks,
  ...unityCatalogChecks,
  ...identityChecks,
  ...editionChecks,
  ...computeChecks,
  ...quotaChecks,
  ...workspaceFolderChecks,
];

/** Returns the findings of the checks in a workspace, by the check's name. */
export async function findings(
  settings: LakehouseSettings,
  host: string,
  token: string,
): Promise<Record<string, Omit<Report, 'name'>>> {
  const context = new Context(settings, () => new Workspace({ host, token, source: 'test' }));
  const reports = await examine(WORKSPACE_CHECKS, context);
  return Object.fromEntries(reports.map(({ name, ...finding }) => [name, finding]));
}

/** The checks of one status, by name. */
export function named(
  found: Record<string, Omit<Report, 'name'>>,
  status: Report['status'],
): string[] {
  return Object.entries(found).flatMap(([name, report]) => (report.status === status ? name : []));
}
