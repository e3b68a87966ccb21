/** `lakehouse open`: the dashboards of a workspace and an overview of it as a page on 127.0.0.1. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { Command } from 'commander';

import { CredentialOptions } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Workspace } from '../../client/rest';
import { warehouseOption, withCredentials } from '../options';
import { asOption, signIn } from '../principals';
import { catalogOption } from '../table-name';
import { port } from './up';

interface OpenOptions extends CredentialOptions {
  readonly as?: string;
  readonly browser: boolean;
  readonly catalog: string;
  readonly port: number;
  readonly warehouse?: string;
}

export function openCommand(): Command {
  return withCredentials(
    new Command('open')
      .description('show dashboards and an overview of the workspace in the browser')
      .addOption(asOption())
      .option('--port <number>', 'port to listen on; 0 takes a free one', port, 0)
      .option('--no-browser', 'print the address, and start no browser')
      .addOption(warehouseOption())
      .addOption(catalogOption())
      .addHelpText(
        'after',
        `
The page shows what the principal may see: try --as with a rep, a manager and an analyst. It is
served to this machine only, until the command ends (Ctrl-C).`,
      ),
  ).action(open);
}

async function open(options: OpenOptions): Promise<void> {
  const { pageServer } = module.require('../open/server') as typeof import('../open/server');
  const workspace = new Workspace(await signIn(options));
  const server = await pageServer({
    workspace,
    catalog: options.catalog,
    warehouseId: options.warehouse ?? process.env.DATABRICKS_WAREHOUSE_ID,
  });
  try {
    await server.listen({ host: '127.0.0.1', port: options.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CliError(`--port: already in use, got ${options.port}. Specify another port`);
  }
  const { port: listening } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${listening}/`;
  console.log(`${url} (${workspace.host}${options.as ? ` as ${options.as}` : ''}; Ctrl-C ends it)`);
  if (options.browser && process.stdout.isTTY) startBrowser(url);

  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race(
    ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => once(process, name, { signal })),
  );
  ended.abort();
  await server.close();
}

/** Opens the page as this machine opens any; where it cannot, the address is there to be followed. */
function startBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const browser = spawn(command, args, { stdio: 'ignore', detached: true });
  browser.on('error', () => undefined);
  browser.unref();
}
