import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';

import { TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';

export interface CodeAssetProps {
  /** Path of the file in the repository, with `/` between folders. */
  readonly file: string;
  readonly content: Buffer;
}

/**
 * A file of the stack, in a folder named by its content: the same path as `TerraformAsset` gives it.
 * `TerraformAsset` deletes and copies each file at every synth; this asset writes a changed file only.
 */
export class CodeAsset extends Construct {
  /** Path from the folder of the synthesised stack. */
  public readonly path: string;

  constructor(scope: Construct, id: string, props: CodeAssetProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const versions = posix.join('assets', stack.getLogicalId(this.node));
    const version = createHash('md5').update(props.content).digest('hex').toUpperCase();
    const name = basename(props.file);
    this.path = posix.join(versions, version, name);
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }) => {
        const { workingDirectory } = manifest.forStack(stack);
        const { content } = props;
        writeVersion(join(outdir, workingDirectory, versions), version, { name, content });
      },
    });
  }
}

/** Writes one version of a file, and removes the others. */
function writeVersion(
  folder: string,
  version: string,
  { name, content }: { readonly name: string; readonly content: Buffer },
): void {
  const target = join(folder, version, name);
  const present = statSync(target, { throwIfNoEntry: false });
  if (present === undefined) mkdirSync(join(folder, version), { recursive: true });
  // an interrupted synth leaves a part of the file
  if (present?.size !== content.length) writeFileSync(target, content);
  for (const other of readdirSync(folder)) {
    if (other !== version) rmSync(join(folder, other), { recursive: true });
  }
}
