import { renderSources } from '../../contracts/render';
import { defineSource, type SourceContract, SOURCES } from '../../contracts/sources';
import { ISO_639_1 } from '../../contracts/sources/languages';

const valid: SourceContract = {
  name: 'dialler',
  sourceSystem: 'dialler',
  comment: 'A dialler',
  version: 1,
  documentation: [{ title: 'Calls', url: 'https://dialler.example/calls' }],
  parts: [{ name: 'call', comment: 'A call', recognizedBy: ['lines'], id: 'id' }],
  id: 'call.id',
  time: { value: 'call.began', as: 'iso8601' },
  channel: { constant: 'phone' },
  rep: 'context.rep_id',
  turns: {
    pieces: 'call.lines[*].words[*]',
    text: ['call.lines[*].words[*].text'],
    speaker: ['call.lines[*].speaker', { position: 0 }],
    start: 'call.lines[*].words[*].start',
    mergesPieces: true,
  },
};

describe('defineSource', () => {
  it('returns a sound declaration as it is', () => {
    expect(defineSource(valid)).toBe(valid);
  });

  it.each<[string, Partial<SourceContract>, string]>([
    ['a name', { name: 'My Dialler' }, '`name`: not a lower-case identifier, got My Dialler'],
    ['a version', { version: 0 }, '`version`: not a whole number from 1, got 0'],
    ['no page', { documentation: [] }, '`documentation`: no page, got none'],
    [
      'an address',
      { documentation: [{ title: 'Calls', url: 'http://dialler.example' }] },
      '`documentation`: not an https address, got http://dialler.example',
    ],
    [
      'a path of no part',
      { title: 'meeting.title' },
      '`title`: a path begins with a part (call), got meeting.title',
    ],
    ['a path', { title: 'call..title' }, '`title`: not a path, got call..title'],
    [
      'a part without recognition',
      { parts: [{ name: 'call', comment: '', recognizedBy: [], id: 'id' }] },
      '`parts.call.recognizedBy`: no path, got none',
    ],
    [
      'a first part without id',
      { parts: [{ name: 'call', comment: '', recognizedBy: ['lines'] }] },
      "`parts.call.id`: the first part has no id. Declare the path of the call's id",
    ],
    [
      'the reserved part',
      { parts: [...valid.parts, { name: 'context', comment: '', recognizedBy: ['a'] }] },
      '`parts`: reserved for values of the sender, got context',
    ],
    [
      'a list of participants',
      { participants: { list: 'call.people', id: ['id'], speaker: ['id'] } },
      '`participants.list`: does not end with [*], got call.people',
    ],
    [
      'another list',
      { turns: { ...valid.turns, text: ['call.others[*].text'] } },
      '`turns`: other [*] than in call.lines[*].words[*], got call.others[*].text',
    ],
    [
      'a position',
      { turns: { ...valid.turns, speaker: [{ position: 2 }] } },
      '`turns.speaker`: `pieces` has 2 [*], got position 2',
    ],
    [
      'an end alone',
      { turns: { ...valid.turns, start: undefined, end: 'call.lines[*].words[*].end' } },
      '`turns.end`: without `turns.start`, got call.lines[*].words[*].end',
    ],
  ])('rejects %s', (_, change, message) => {
    expect(() => defineSource({ ...valid, ...change })).toThrow(message);
  });

  it('lists all problems of a declaration', () => {
    const declare = () => defineSource({ ...valid, version: 1.5, rep: 'rep id' });
    expect(declare).toThrow(
      'source dialler: `version`: not a whole number from 1, got 1.5; `rep`: not a path, got rep id; ' +
        '`rep`: a path begins with a part (call), got rep id',
    );
  });
});

describe('mappings', () => {
  it('have different names and are rendered for notebooks', () => {
    const names = SOURCES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const { mappings, contextFields, noLanguage } = renderSources();
    expect(mappings.map(({ name }) => name)).toEqual(names);
    expect(mappings[0]).not.toHaveProperty('documentation');
    expect(contextFields).toEqual(['rep_id', 'account_id', 'deal_id', 'rep_speaker']);
    expect(noLanguage).toEqual(['und', 'zxx']);
  });

  it('read languages by their two codes of ISO 639-2', () => {
    // 184 codes of ISO 639-1 are in use, 20 of them with two codes of ISO 639-2
    expect(ISO_639_1).toMatchObject({ ger: 'de', deu: 'de', eng: 'en', zho: 'zh', chi: 'zh' });
    for (const [long, short] of Object.entries(ISO_639_1)) {
      expect(long).toMatch(/^[a-z]{3}$/);
      expect(short).toMatch(/^[a-z]{2}$/);
    }
    expect(new Set(Object.values(ISO_639_1)).size).toBeGreaterThan(180);
  });
});
