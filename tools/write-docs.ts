/** Writes the generated pages, pictures and SQL files: `npm run docs`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { generatedDocs } from './generated-docs';

process.setSourceMapsEnabled(false);
for (const [path, content] of Object.entries(generatedDocs())) {
  const file = join(__dirname, '..', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
