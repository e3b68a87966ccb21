/**
 * Prints what the access model of lakehouse-local allows: every principal, securable and action, as
 * JSON, or as the page of docs/.
 *
 *   node --import tsx tools/access-matrix.ts
 *   node --import tsx tools/access-matrix.ts --markdown > docs/reference/access-matrix.md
 */
import { localModel } from './access-matrix/local-model';
import { renderAccessMatrix } from './access-matrix/markdown';
import { outcomes } from './access-matrix/outcomes';

process.setSourceMapsEnabled(false);
try {
  const model = localModel();
  const all = outcomes(model);
  const text = process.argv.includes('--markdown')
    ? renderAccessMatrix(all, model.groups)
    : JSON.stringify(all);
  process.stdout.write(text);
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
