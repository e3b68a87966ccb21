/** `databrickscfg`: one profile per principal, for terraform's provider, the SDKs and the command line. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';

import { writeFileAtomicallySync } from '../atomic-file';
import { ADMIN_USER, type Principal } from './principals';
import type { Tokens } from './tokens';

/** The admin's profile. */
export const ADMIN_PROFILE = 'lakehouse-local';

/** The profile of a principal: its user name or application id. */
export function profileOf(principal: Principal): string {
  return principal.name === ADMIN_USER ? ADMIN_PROFILE : principal.name;
}

/** The file, and the only place where the tokens of the profiles are kept. */
export class DatabricksConfig {
  private readonly tokens = new Map<string, string>();

  constructor(
    private readonly path: string,
    private readonly issuer: Tokens,
  ) {
    if (existsSync(path)) this.read(readFileSync(path, 'utf8'));
  }

  /** Gives `principal` a profile with a token that works, keeping the one it has. */
  ensure(principal: Principal): string {
    const profile = profileOf(principal);
    const present = this.tokens.get(profile);
    if (present && this.issuer.verify(present)?.id === principal.id) return present;
    const { value } = this.issuer.issue(principal, `profile ${profile}`, ADMIN_USER);
    this.tokens.set(profile, value);
    return value;
  }

  remove(principal: Principal): void {
    this.tokens.delete(profileOf(principal));
  }

  /** Writes the file, readable by its owner only. */
  write(host: string): void {
    const profiles = [...this.tokens].map(
      ([profile, token]) => `[${profile}]\nhost = ${host}\ntoken = ${token}\n`,
    );
    writeFileAtomicallySync(this.path, profiles.join('\n'), 0o600);
    chmodSync(this.path, 0o600);
  }

  private read(text: string): void {
    let profile: string | undefined;
    for (const line of text.split('\n')) {
      profile = /^\[(.+)\]\s*$/.exec(line)?.[1] ?? profile;
      const token = /^token\s*=\s*(\S+)/.exec(line)?.[1];
      if (profile && token) this.tokens.set(profile, token);
    }
  }
}
