import { objectIn, objectsIn, textIn, textsIn } from '../../../../local/api/core/json';

const body = { text: 'a', number: 1, object: { b: 2 }, list: [{ c: 3 }, null, 'd'], none: null };

test('a field has the text, object, objects or texts that it is', () => {
  expect(textIn(body, 'text')).toBe('a');
  expect(objectIn(body, 'object')).toEqual({ b: 2 });
  expect(objectsIn(body, 'list')).toEqual([{ c: 3 }]);
  expect(textsIn(body, 'list')).toEqual(['d']);
});

test.each(['number', 'list', 'none', 'absent'])(
  'the field %s has no text and no object',
  (field) => {
    expect(textIn(body, field)).toBeUndefined();
    expect(objectIn(body, field)).toEqual({});
  },
);

test.each(['text', 'object', 'none', 'absent'])(
  'the field %s has no objects and no texts',
  (field) => {
    expect(objectsIn(body, field)).toEqual([]);
    expect(textsIn(body, field)).toEqual([]);
  },
);
