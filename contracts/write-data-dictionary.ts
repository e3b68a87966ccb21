/** Writes `docs/reference/data-dictionary.md`: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { renderDataDictionary } from './data-dictionary';

writeFileSync(
  join(__dirname, '..', 'docs', 'reference', 'data-dictionary.md'),
  renderDataDictionary(),
);
