/** Writes `docs/data-dictionary.md`: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { renderDataDictionary } from './data-dictionary';

writeFileSync(join(__dirname, '..', 'docs', 'data-dictionary.md'), renderDataDictionary());
