/** Which workspace to speak to, and as whom: the part of Databricks' unified authentication that rests on a token. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'ini';

import { CliError } from './errors';
import { ADMIN_PROFILE, Home } from './home';

export interface Credentials {
  /** Scheme and authority, with no slash at the end. */
  readonly host: string;
  readonly token: string;
  /** Where they come from, for messages. */
  readonly source: string;
}

export interface CredentialOptions {
  readonly home?: string;
  readonly profile?: string;
}

/**
 * Resolves host and token: `--profile`, then DATABRICKS_HOST and DATABRICKS_TOKEN, then DATABRICKS_CONFIG_PROFILE, then the
 * local workspace. An explicit `--home` means the local workspace.
 */
export function credentials(
  options: CredentialOptions,
  env: NodeJS.ProcessEnv = process.env,
): Credentials {
  const local = new Home(options.home);
  if (options.home) return fromProfile([local.configFile], options.profile ?? ADMIN_PROFILE);

  const files = [
    env.DATABRICKS_CONFIG_FILE ?? join(homedir(), '.databrickscfg'),
    local.configFile,
  ].filter((file) => existsSync(file));
  if (options.profile) return fromProfile(files, options.profile);

  if (env.DATABRICKS_HOST) {
    if (!env.DATABRICKS_TOKEN) {
      throw new CliError('DATABRICKS_TOKEN: not set, although DATABRICKS_HOST is. Set both');
    }
    return {
      host: origin(env.DATABRICKS_HOST),
      token: env.DATABRICKS_TOKEN,
      source: 'DATABRICKS_HOST',
    };
  }
  if (env.DATABRICKS_CONFIG_PROFILE) return fromProfile(files, env.DATABRICKS_CONFIG_PROFILE);
  if (files.includes(local.configFile)) return fromProfile([local.configFile], ADMIN_PROFILE);
  throw new CliError(
    'no workspace to speak to: start the local one (`npx lakehouse up`), set DATABRICKS_HOST and DATABRICKS_TOKEN, or give --profile',
  );
}

/** Returns true if a configuration file exists and has the profile. */
export function hasProfile(file: string, profile: string): boolean {
  return existsSync(file) && profiles(file)[profile] !== undefined;
}

/** The first of `files` that has the profile. */
function fromProfile(files: string[], profile: string): Credentials {
  const known: string[] = [];
  for (const file of files) {
    const sections = profiles(file);
    const section = sections[profile];
    known.push(...Object.keys(sections));
    if (!section) continue;
    const valueOf = (key: 'host' | 'token'): string => {
      const value = section[key];
      if (value) return value;
      throw new CliError(`profile ${profile} of ${file}: has no ${key}. Add it to the file`);
    };
    const [host, token] = [valueOf('host'), valueOf('token')];
    return { host: origin(host), token, source: `profile ${profile}` };
  }
  const where = files.join(', ') || 'a Databricks configuration file (none exists)';
  throw new CliError(
    `profile: not in ${where}, got ${profile} (known: ${known.join(', ') || 'none'})`,
  );
}

/** The `ini` package nests a section name at its dots; a profile may be named by an e-mail address. */
function profiles(file: string): Record<string, Record<string, string> | undefined> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CliError(`Databricks configuration file: not readable, got ${file}`);
  }
  return parse(
    text.replace(/^\s*\[(.+)\]\s*$/gm, (_, name: string) => `[${name.replaceAll('.', '\\.')}]`),
  );
}

function origin(host: string): string {
  const url = /^https?:\/\//.test(host) ? host : `https://${host}`;
  try {
    return new URL(url).origin;
  } catch {
    throw new CliError(`host of the workspace: not a URL, got ${host}`);
  }
}
