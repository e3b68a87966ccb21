import fc from 'fast-check';

import { jsonKeys } from '../../cli/sql/print';
import { visible } from '../../client/terminal';

describe('visible', () => {
  test('leaves no character that a terminal obeys, and all others as they are', () => {
    fc.assert(
      fc.property(fc.fullUnicodeString(), (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        );
        expect(
          shown.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16))),
        ).toBe(
          text.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16))),
        );
      }),
    );
  });

  test('leaves JSON text the same value', () => {
    fc.assert(
      fc.property(fc.fullUnicodeString(), (text) => {
        expect(JSON.parse(visible(JSON.stringify({ [text]: text })))).toEqual({ [text]: text });
      }),
    );
  });
});

describe('jsonKeys', () => {
  test('gives each column a key, and keeps names that occur once', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'a_2', 'a_3', 'b_2', '1', '__proto__'));
    fc.assert(
      fc.property(names, (columns) => {
        const keys = jsonKeys(columns);
        expect(new Set(keys).size).toBe(columns.length);
        columns.forEach((name, at) => {
          if (columns.indexOf(name) === at) expect(keys[at]).toBe(name);
        });
      }),
    );
  });
});
