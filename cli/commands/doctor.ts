/** `lakehouse doctor`: whether this machine and a workspace are ready for an environment, and what to do where not. */
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { Workspace } from '../../client/rest';
import { settingsOf } from '../../deployment/named-environment';
import type { LakehouseSettings } from '../../environments/settings';
import { LEDGER } from '../../parity/ledger';
import { examine } from '../doctor/check';
import { computeChecks } from '../doctor/compute';
import { Context } from '../doctor/context';
import { editionChecks } from '../doctor/edition';
import { identityChecks } from '../doctor/identities';
import { machineChecks } from '../doctor/machine';
import { quotaChecks } from '../doctor/quotas';
import { describe } from '../doctor/report';
import { signInChecks } from '../doctor/sign-in';
import { unityCatalogChecks } from '../doctor/unity-catalog';
import { describeVerification, verify } from '../doctor/verify/verify';
import { workspaceFolderChecks } from '../doctor/workspace-folder';
import { withCredentials } from '../options';

const CHECKS = [
  ...machineChecks,
  ...signInChecks,
  ...unityCatalogChecks,
  ...identityChecks,
  ...editionChecks,
  ...computeChecks,
  ...quotaChecks,
  ...workspaceFolderChecks,
];

interface DoctorOptions extends CredentialOptions {
  readonly env: string;
  readonly json?: boolean;
  readonly verify?: boolean;
}

export function doctorCommand(): Command {
  return withCredentials(
    new Command('doctor')
      .description('check that this machine and a workspace are ready for an environment')
      .option('--env <name>', 'environment whose settings to check against', 'local')
      .option('--verify', 'also compare the workspace with the parity ledger, by reads only')
      .option('--json', 'as one JSON line')
      .addHelpText(
        'after',
        [
          '\nNothing is changed. Exit code 1 if a check failed, or if --verify found a difference.',
          'Each failed check names the remedy. An entry of the ledger that reads cannot verify is "not run": its command is printed.',
        ].join('\n'),
      ),
  ).action((options: DoctorOptions) => doctor(options));
}

async function doctor(options: DoctorOptions): Promise<void> {
  const settings = settingsOf(options.env);
  const context = new Context(settings, () => new Workspace(signIn(settings, options)));
  const reports = await examine(CHECKS, context);
  const verification = options.verify ? await verify(LEDGER, { context, reports }) : [];
  console.log(
    options.json
      ? JSON.stringify({
          environment: settings.environment,
          checks: reports,
          ...(options.verify && { verification }),
        })
      : [describe(reports), ...(options.verify ? [describeVerification(verification)] : [])].join(
          '\n',
        ),
  );
  const isDifferent = verification.some(({ status }) => status === 'different');
  if (isDifferent || reports.some(({ status }) => status === 'fail')) process.exitCode = 1;
}

/** As the deployment would: by the options, else by the environment's own profile or host. */
function signIn(settings: LakehouseSettings, options: CredentialOptions) {
  if (options.home || options.profile || settings.cloud === 'local') return credentials(options);
  const { workspaceProfile, workspaceHost, workspaceConfigFile } = settings;
  return credentials(
    { profile: workspaceProfile },
    {
      ...process.env,
      ...(workspaceHost && { DATABRICKS_HOST: workspaceHost }),
      ...(workspaceConfigFile && { DATABRICKS_CONFIG_FILE: workspaceConfigFile }),
    },
  );
}
