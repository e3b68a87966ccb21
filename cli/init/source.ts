/** An environment as a file of `environments/`, and its place among the others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

import { CliError } from '../../client/errors';
import { PROJECT } from '../../client/home';
import type { LakehouseSettings } from '../../environments/settings';

/** `eu-prod` is exported as `euProd`. */
export function exportedName(environment: string): string {
  return environment.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** The TypeScript of an environment's settings. */
export function sourceOf(settings: LakehouseSettings): Promise<string> {
  return formatted(`import type { LakehouseSettings } from './settings';

/** ${settings.environment}, on ${settings.cloud}. */
export const ${exportedName(settings.environment)}: LakehouseSettings = ${JSON.stringify(settings)};
`);
}

/** The environments of environments/deployed.ts, by the name of their file. */
export function deployedNames(source: string): string[] {
  const files = [...source.matchAll(/^import \{ \w+ \} from '\.\/([a-z][a-z0-9-]*)';$/gm)];
  return files.flatMap(([, file]) => file ?? []);
}

/** Returns true if TypeScript can export the settings under the environment's name. */
export function isExportable(environment: string): boolean {
  try {
    // compiled only, not run
    new Script(`'use strict'; const ${exportedName(environment)} = 0;`);
    return true;
  } catch {
    return false;
  }
}

/** environments/deployed.ts with one environment more; the same where it has it. */
export async function withEnvironment(source: string, environment: string): Promise<string> {
  const name = exportedName(environment);
  const list = /(DEPLOYED[^=]*= \[)([^\]]*)(\])/;
  const [, , listed] = list.exec(source) ?? [];
  if (listed === undefined) {
    throw new CliError(
      `environments/deployed.ts must list the environments as DEPLOYED: add \`${name}\` to it by hand`,
    );
  }
  const names = listed.split(',').map((one) => one.trim());
  if (names.includes(name)) return source;
  const imported = `import { ${name} } from './${environment}';\n`;
  return formatted(
    source
      .replace(/^import /m, `${imported}import `)
      .replace(list, (_, start, __, end) => `${start}${[...names, name].join(', ')}${end}`),
  );
}

/** Returns the source of environments/deployed.ts for a folder. */
export function deployedSource(folder: string): string {
  try {
    return readFileSync(join(folder, 'deployed.ts'), 'utf8');
  } catch {
    throw new CliError(`environments/: has no deployed.ts, got ${folder}`);
  }
}

async function formatted(source: string): Promise<string> {
  // loaded here: no other command needs it
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(join(PROJECT, 'main.ts'));
  return format(source, { ...config, parser: 'typescript', quoteProps: 'as-needed' });
}
