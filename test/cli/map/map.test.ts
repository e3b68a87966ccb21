import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lakehouse } from '../lakehouse';

const FIXTURES = join(__dirname, '..', '..', 'notebooks', 'sources', 'fixtures');
const fixture = (name: string) => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')) as object;

describe('map', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'map-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it('prints the canonical call, without a workspace', async () => {
    const ended = await lakehouse(['map', join(FIXTURES, 'gong.json')]);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toEqual(fixture('mapped/gong.json'));
    expect(ended.stderr).toBe('Mapped 1 call by gong, version 1\n');
  });

  it('joins files by id, and prints JSON lines', async () => {
    const { call, transcript } = fixture('gong.json') as { call: object; transcript: object };
    const files = [
      file('transcripts.json', JSON.stringify(transcript)),
      file('calls.json', JSON.stringify(call)),
    ];
    const ended = await lakehouse(['map', '--json', '--source', 'gong', ...files]);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toEqual({
      source: 'gong',
      version: 1,
      document: fixture('mapped/gong.json'),
    });
  });

  it('names the rule, the field and the value of each problem', async () => {
    const text = readFileSync(join(FIXTURES, 'gong.json'), 'utf8')
      .replace('2018-02-18T02:31:12-07:00', '02:31:12')
      .replace('"Agreed."', 'null');
    const path = file('call.json', text);
    const ended = await lakehouse(['map', path]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toBe(
      'error: 1 rejected:\n' +
        '  call_timestamp_valid: call.calls[0].metaData.started, got 02:31:12\n' +
        '  turn_text_present: transcript.callTranscripts[0].transcript[1].sentences[0].text, got none\n',
    );
    const { stdout } = await lakehouse(['map', '--json', path]);
    expect(JSON.parse(stdout)).toMatchObject({
      source: 'gong',
      problems: [{ rule: 'call_timestamp_valid', value: '02:31:12' }, { value: null }],
    });
  });

  it('rejects files that it cannot read, and unknown mappings', async () => {
    const missing = join(folder, 'missing.json');
    expect((await lakehouse(['map', missing])).stderr).toBe(
      `error: ${missing}: cannot be read, got ENOENT. Name a file, or - for standard input\n`,
    );
    const latin = file('latin.json', Uint8Array.of(0x22, 0xe9, 0x22));
    expect((await lakehouse(['map', latin])).stderr).toBe(
      `error: ${latin}: not UTF-8. Convert the file to UTF-8\n`,
    );
    const { stderr, code } = await lakehouse(['map', latin, '--source', 'teams']);
    expect(code).toBe(1);
    expect(stderr).toContain('Allowed choices are gong, contact_lens');
  });
});
