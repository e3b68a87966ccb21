/** Writes contracts/column-lineage.json: `npm run docs`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ComputedLineage } from '../contracts/lineage';
import { lineageDigest, lineageModel } from '../contracts/lineage-model';

const PROJECT = join(__dirname, '..');
const PYTHON = join(PROJECT, '.build/venv/bin/python');

const done = spawnSync(PYTHON, ['-m', 'lineage'], {
  cwd: PROJECT,
  env: { ...process.env, PYTHONPATH: join(PROJECT, 'tools') },
  input: JSON.stringify(lineageModel()),
  encoding: 'utf8',
});
if (done.status !== 0) {
  const reason = done.error?.message ?? done.stderr.trim().split('\n').at(-1);
  console.error(`error: column lineage: not computed, got ${reason}`);
  process.exitCode = 1;
} else {
  const { files, tables } = JSON.parse(done.stdout) as Omit<ComputedLineage, 'digest'>;
  const lineage: ComputedLineage = { digest: lineageDigest(files), files, tables };
  writeFileSync(join(PROJECT, 'contracts/column-lineage.json'), jsonOf(lineage));
}

/** JSON with a line for each column, so that a difference shows columns. */
function jsonOf({ digest, files, tables }: ComputedLineage): string {
  const shown = Object.entries(tables).map(([table, columns]) => {
    const lines = Object.entries(columns).map(
      ([column, lineage]) => `      ${JSON.stringify(column)}: ${JSON.stringify(lineage)}`,
    );
    return `    ${JSON.stringify(table)}: {\n${lines.join(',\n')}\n    }`;
  });
  return `{
  "digest": ${JSON.stringify(digest)},
  "files": ${JSON.stringify(files)},
  "tables": {
${shown.join(',\n')}
  }
}
`;
}
