/** The commit, the state and the versions of a plan. The digest ties them to the plan. */
import { readFileSync, writeFileSync } from 'node:fs';

import { CliError } from '../client/errors';
import type { Override } from '../review/policies/findings';
import type { Summary } from '../review/report/report';
import type { PlanFolder } from './plan-folder';
import type { StateVersion, Versions } from './terraform';

export interface Manifest {
  readonly version: 1;
  readonly environment: string;
  /** The full id of the commit that was planned. */
  readonly commit: string;
  /** For reading only: made from a dirty checkout, or without a refresh of the state. */
  readonly reviewOnly: boolean;
  readonly state: StateVersion;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly versions: Versions;
  /** The number of resources, by action. */
  readonly changes: Summary;
  /** The policies of the review that may pass, each for a reason. */
  readonly overrides: readonly Override[];
  /** The environment whose deployment is promoted. @default - none */
  readonly promotedFrom?: string;
}

export interface SealedManifest extends Manifest {
  /** `sha256:` of the plan's files and of the rest of the manifest. */
  readonly digest: string;
}

/** Writes the manifest with the digest of it and of the folder. */
export function seal(folder: PlanFolder, manifest: Manifest): SealedManifest {
  const sealed = { ...manifest, digest: folder.digest(manifest) };
  writeFileSync(folder.manifest, `${JSON.stringify(sealed, null, 2)}\n`);
  return sealed;
}

/**
 * Reads the manifest of a folder that is as it was sealed.
 * @param approved the digest that was approved. @default - the one in the manifest
 * @throws CliError where anything of it has changed
 */
export function unseal(folder: PlanFolder, approved?: string): SealedManifest {
  const sealed = read(folder);
  folder.requireComplete(`lakehouse-${sealed.environment}`);
  const { digest, ...manifest } = sealed;
  const found = folder.digest(manifest);
  if (found !== digest) {
    throw new CliError(
      `files of the plan: changed after planning (${digest}), got ${found}. Plan again`,
    );
  }
  if (approved !== undefined && approved !== digest) {
    throw new CliError(`plan: not the approved one (${approved}), got ${digest}`);
  }
  return sealed;
}

function read(folder: PlanFolder): SealedManifest {
  let text: string;
  try {
    text = readFileSync(folder.manifest, 'utf8');
  } catch {
    throw new CliError(`folder: not a plan, got ${folder.root} without manifest.json`);
  }
  let manifest: SealedManifest | undefined;
  try {
    manifest = JSON.parse(text) as SealedManifest | undefined;
  } catch {
    manifest = undefined;
  }
  if (manifest?.version !== 1 || typeof manifest.environment !== 'string') {
    throw new CliError(`manifest.json: not version 1, got ${text.slice(0, 60).trim()}`);
  }
  return manifest;
}
