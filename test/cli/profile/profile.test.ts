import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { parse, stringify } from 'yaml';

import { draftOf, type Proposal, proposalOf } from '../../../cli/profile/draft';
import { profileOf, sampleFolder } from '../../../cli/profile/folder';
import { ImportError, importOdcs } from '../../../contracts/odcs/import';
import { lakehouse } from '../lakehouse';

describe('profile', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'samples-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function samples(files: Record<string, string | Uint8Array>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }

  async function proposals(): Promise<Proposal[]> {
    const { groups } = await sampleFolder(folder);
    return Promise.all(groups.map(async (group) => proposalOf(await profileOf(group, () => {}))));
  }

  async function only(lines: readonly object[]): Promise<Proposal> {
    samples({ 'feed/a.jsonl': lines.map((line) => JSON.stringify(line)).join('\n') });
    return (await proposals())[0]!;
  }

  const typesOf = ({ fields }: Proposal): Record<string, string> =>
    Object.fromEntries(fields.map(({ path, type }) => [path, type]));
  const masksOf = ({ fields }: Proposal): Record<string, string | undefined> =>
    Object.fromEntries(
      fields.flatMap(({ path, personal }) => (personal ? [[path, personal.mask]] : [])),
    );

  it('finds the types of JSON', async () => {
    const found = await only([
      { n: 1, f: 1.5, amount: 10.5, b: true, d: '2026-01-02', t: '2026-01-02T03:04:05Z', x: 1 },
      { n: 2, f: 2, amount: 7, b: false, d: '2026-01-03', t: '2026-01-02 03:04', x: 'a', m: null },
      { o: { p: [1, 2.5], q: [{ r: 'x' }] }, e: [], account_id: 12, digits: '0123' },
    ]);
    expect(typesOf(found)).toEqual({
      ...{ n: 'BIGINT', f: 'DOUBLE', amount: 'DECIMAL(18,2)', b: 'BOOLEAN', d: 'DATE' },
      ...{ t: 'TIMESTAMP', x: 'VARIANT', m: 'STRING', e: 'ARRAY<STRING>', digits: 'STRING' },
      ...{ o: 'STRUCT<p: ARRAY<DOUBLE>, q: ARRAY<STRUCT<r: STRING>>>', 'o.p': 'ARRAY<DOUBLE>' },
      ...{ 'o.q': 'ARRAY<STRUCT<r: STRING>>', 'o.q[].r': 'STRING', account_id: 'STRING' },
    });
    const notes = Object.fromEntries(found.fields.map(({ path, notes: own }) => [path, own]));
    expect(notes).toMatchObject({
      t: ['times without a time zone'],
      x: ['values of several kinds: whole 1, text 1'],
      m: ['only nulls'],
      e: ['lists without a value'],
      account_id: ['an id as a number: send it as text'],
    });
  });

  it('finds the types of CSV by the texts, and no number in an id or with leading zeros', async () => {
    samples({
      'deals.csv':
        'id;zip code;units;rate;amount;won;at\n1;00123;5;1e3;1.50;true;2026-01-02T03:04Z\n2;00124;6;2.5;;false;2026-01-02T03:05Z\n',
    });
    const [found] = await proposals();
    expect(typesOf(found!)).toEqual({
      ...{ id: 'STRING', 'zip code': 'STRING', units: 'BIGINT', rate: 'DOUBLE' },
      ...{ amount: 'DECIMAL(18,2)', won: 'BOOLEAN', at: 'TIMESTAMP' },
    });
    expect(found!.fields.find(({ path }) => path === 'amount')?.isRequired).toBe(false);
    expect(found!.keys).toEqual(['id', 'units']);
    expect(found!.notes).toEqual([
      'feeds read JSON: the draft is of the table alone',
      'the files are in no folder: a feed reads a folder',
      'a column is read from the field of its name, so these fields need a mapping: zip code',
    ]);
  });

  it('finds candidates for personal data, by values and by names', async () => {
    const found = await only([
      {
        ...{ login: 'ann@x.example', name: 'Ann Lee', company_name: 'Acme Inc', phone: '555' },
        ...{ note: 'please call me back tomorrow', contact: 'write to bob@x.example', title: null },
        ...{ signal_name: 'Uses Emotion', client: '10.0.0.7', call_from: '+1 (555) 010-0200' },
        ...{ people: [{ email: 'b@x.example', role: 'rep' }], cc: ['c@x.example'], amount: 5 },
        ...{ date_of_birth: '1990-01-01', placed_at: '2026-01-02', order_no: '5550100200' },
      },
    ]);
    expect(masksOf(found)).toEqual({
      ...{ login: 'email', name: 'name', phone: 'text', note: 'text', contact: 'text' },
      ...{ client: 'text', call_from: 'text', 'people[].email': 'email', cc: 'text' },
      ...{ date_of_birth: 'text' },
    });
  });

  it('finds a key, or the id and time of an entity that records repeat', async () => {
    const row = (deal_id: string, updated_at: string) => ({ deal_id, updated_at, amount: 1.5 });
    const first = await only([row('a', '2026-01-02T03:04:05Z'), row('b', '2026-01-02T03:04:05Z')]);
    expect([first.keys, first.entity]).toEqual([['deal_id'], undefined]);
    const second = await only([row('a', '2026-01-02T03:04:05Z'), row('a', '2026-01-03T03:04:05Z')]);
    expect([second.keys, second.entity]).toEqual([[], { id: 'deal_id', time: 'updated_at' }]);
    const none = await only([{ a: 'x' }, { a: 'x' }]);
    expect([none.keys, none.entity]).toEqual([[], undefined]);
  });

  it('a draft of flat records is imported as table, bronze table and feed', async () => {
    const found = await only([
      { deal_id: 'a', updated_at: '2026-01-02T03:04:05Z', owner: { email: 'a@x.example' } },
      { deal_id: 'b', updated_at: '2026-01-02T03:04:05Z', owner: { email: 'b@x.example' } },
    ]);
    expect(importOdcs(draftOf(found, '1.0.0'))).toMatchObject([
      {
        table: {
          schema: 'silver',
          name: 'feed',
          key: ['deal_id'],
          columns: [
            { name: 'deal_id', type: 'STRING', nullable: false, landedIn: 'document', isId: true },
            { name: 'updated_at', type: 'TIMESTAMP', nullable: false },
            { name: 'owner', type: 'STRUCT<email: STRING>', pii: { email: 'email' } },
            { name: 'payload_sha256' },
            { name: 'source_file' },
            { name: 'ingested_at' },
          ],
          rules: [
            { name: 'well_formed' },
            { name: 'deal_id_present' },
            { name: 'updated_at_valid' },
            { name: 'updated_at_not_future' },
            { name: 'deleted_valid' },
          ],
        },
        landing: { path: 'feed', fileNamePattern: '*.jsonl', wholeFile: false },
      },
    ]);
  });

  it('a draft keeps personal data that columns cannot mask, for the import to refuse', async () => {
    const found = await only([{ id: 'a', call: { people: [{ email: 'a@x.example' }] } }]);
    const draft = draftOf(found, '1.0.0');
    const refused = (): unknown => importOdcs(draft);
    expect(refused).toThrow(ImportError);
    expect(refused).toThrow(/a mask below the first level of a column, got email/);
  });

  it('makes a draft of any records, which is imported or refused by field', async () => {
    const name = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('id', 'Id', 'deleted', 'updated_at', 'email', 'a.b', 'source_file', '1st'),
    );
    const records = fc.array(fc.dictionary(name, fc.jsonValue({ maxDepth: 3 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(records, async (list) => {
        const draft = draftOf(await only(list), '1.0.0');
        try {
          importOdcs(parse(stringify(draft)));
        } catch (error) {
          expect(error).toBeInstanceOf(ImportError);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('counts what cannot be read, by file and line', async () => {
    samples({
      'a/1.jsonl': '{"x": 1}\n{"x": }\n[1]\n\n{"x": 2}',
      'a/2.jsonl': new Uint8Array([0x7b, 0xff, 0x7d]),
      'b/1.json': '[{"x": 1}, {"x": 2}',
      'c/1.csv': 'x,y\n1,2\n1,2,3\n4,5\n',
      'c/2.csv': 'x,x\n1,2\n',
    });
    const found = (await proposals()).map(({ profile }) => [profile.recordCount, profile.problems]);
    expect(found).toEqual([
      [
        2,
        ['a/1.jsonl:2: not JSON', 'a/1.jsonl:3: JSON, but not an object', 'a/2.jsonl:1: not UTF-8'],
      ],
      [1, ['b/1.json:1: the text ends inside a value']],
      [
        2,
        [
          'c/1.csv:3: 3 cells, and 2 in the header',
          'c/2.csv:1: the header has a blank name, or one twice',
        ],
      ],
    ]);
  });

  it('reads an object with the names of data as one field', async () => {
    const names = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`user_${n}`, n]));
    const found = await only([{ by_user: names }]);
    expect(typesOf(found)).toEqual({ by_user: 'VARIANT' });
  });

  it('prints no value, writes drafts once, and fails where a record was not read', async () => {
    samples({
      'reps/r.jsonl':
        '{"rep_id": "r1", "email": "secret@x.example"}\n{"rep_id": "r2", "email": "other@x.example"}\n{"email": "broken@x.example"',
      'README.md': 'x',
    });
    const out = join(folder, 'drafts');
    const ended = await lakehouse(['profile', folder, '--out', out]);
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr).not.toContain('x.example');
    expect(ended.stderr.split('\n')).toEqual([
      'Not read, of another format: README.md',
      expect.stringMatching(/^Reading reps: 0\.0 of 0\.0 MB$/),
      'Read 1 files (0.0 MB)',
      `Wrote 1 drafts to ${out}`,
      'error: 1 records or files could not be read:',
      '  reps/r.jsonl:3: not JSON',
      '',
    ]);
    expect(ended.stdout).toContain('key: rep_id; also different in each record: email\n');
    const draft = parse(readFileSync(join(out, 'silver.reps.odcs.yaml'), 'utf8')) as object;
    expect(draft).toMatchObject({ status: 'draft', name: 'silver.reps' });
    const again = await lakehouse(['profile', join(folder, 'reps'), '--out', out]);
    expect(again.code).toBe(1);
    const third = await lakehouse(['profile', folder, '--out', out]);
    expect(third.stderr).toMatch(/error: .*: files exist, got silver.reps.odcs.yaml. Use --force/);
  });

  it('refuses a folder that is missing or has nothing to read', async () => {
    expect((await lakehouse(['profile', join(folder, 'no')])).stderr).toBe(
      `error: folder: not an existing folder, got ${join(folder, 'no')}. Name a folder of sample files\n`,
    );
    expect((await lakehouse(['profile', folder, '--json'])).stderr).toBe(
      `error: folder: no JSON, JSON lines or CSV files, got ${folder}\n`,
    );
  });
});
