import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { generatedDocs } from '../../tools/generated-docs';
import { documentedFields } from '../../tools/reference/settings';
import { table } from '../../tools/reference/table';

const PROJECT = join(__dirname, '..', '..');

describe('generated docs', () => {
  it.each(Object.entries(generatedDocs()))('%s is current (npm run docs)', (path, content) => {
    expect(readFileSync(join(PROJECT, path), 'utf8')).toBe(content);
  });

  it('escapes what would break a table', () => {
    expect(table(['a'], [['x | y\n z']])).toBe('| a |\n| --- |\n| x \\| y z |');
  });

  it('reads type, default and meaning of a field', () => {
    const source =
      'interface S {\n /** How many.\n * @default - none\n */\n readonly a?: number;\n /** Name. */ readonly b: string;\n}';
    expect(documentedFields(source, 'S')).toEqual([
      { name: 'a', type: 'number', description: 'How many.', fallback: 'none' },
      { name: 'b', type: 'string', description: 'Name.', fallback: 'required' },
    ]);
    expect(() => documentedFields(source, 'T')).toThrow('no interface T');
  });
});
