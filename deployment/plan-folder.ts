/**
 * A folder with a plan and all that carrying it out takes:
 *
 *   manifest.json   what the plan is of, and the digest of it all
 *   review.*        the plan review: Markdown, JSON, SARIF, JUnit XML, the Terraform report of GitLab
 *   synth/          the synthesised stack, its assets, the lock file of providers, the plan itself
 *   terraform.log   what terraform printed
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

import { CliError } from '../client/errors';
import type { Format } from '../review/report/formats';

/** The files of the review, by their format. */
const REVIEWS: Readonly<Record<Format, string>> = {
  markdown: 'review.md',
  json: 'review.json',
  sarif: 'review.sarif',
  junit: 'review.junit.xml',
  gitlab: 'review.gitlab.json',
};
const ENTRIES = ['manifest.json', ...Object.values(REVIEWS), 'synth', 'terraform.log'];
/** Files that terraform installs, by the lock file. */
const INSTALLED = '.terraform';

export class PlanFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  get manifest(): string {
    return join(this.root, 'manifest.json');
  }

  /** The file of the review in a format. */
  review(format: Format): string {
    return join(this.root, REVIEWS[format]);
  }

  get synth(): string {
    return join(this.root, 'synth');
  }

  get log(): string {
    return join(this.root, 'terraform.log');
  }

  /** The folder of a synthesised stack. */
  stack(name: string): string {
    return join(this.synth, 'stacks', name);
  }

  /** The plan's file, from the stack's folder. */
  readonly planFile = 'plan.tfplan';

  /** Makes the folder, or empties one that held a plan. @throws CliError where it holds else */
  prepare(): void {
    mkdirSync(this.root, { recursive: true });
    const other = readdirSync(this.root).find((name) => !ENTRIES.includes(name));
    if (other !== undefined) {
      throw new CliError(
        `folder of the plan: neither empty nor a plan, got ${this.root} (${other})`,
      );
    }
    for (const name of ENTRIES) rmSync(join(this.root, name), { recursive: true, force: true });
  }

  /** @throws CliError where a part of the plan is missing */
  requireComplete(stack: string): void {
    const needed = [this.manifest, join(this.stack(stack), this.planFile)];
    const missing = needed.find((file) => !existsSync(file));
    if (missing === undefined) return;
    const name = relative(this.root, missing);
    throw new CliError(`folder: not a plan, got ${this.root} without ${name}`);
  }

  /** The digest of what is carried out: of every file of the synthesised stack, and of `about`. */
  digest(about: unknown): string {
    const hash = createHash('sha256').update(JSON.stringify(about));
    for (const file of this.files()) {
      const content = createHash('sha256').update(readFileSync(join(this.synth, file)));
      hash.update(`\n${content.digest('hex')}  ${file}`);
    }
    return `sha256:${hash.digest('hex')}`;
  }

  private files(): string[] {
    if (!existsSync(this.synth)) return [];
    return readdirSync(this.synth, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.synth, join(entry.parentPath, entry.name)).split(sep))
      .filter((parts) => !parts.includes(INSTALLED))
      .map((parts) => parts.join('/'))
      .sort();
  }
}
