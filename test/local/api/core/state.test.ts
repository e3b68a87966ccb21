import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { State } from '../../../../local/api/core/state';

describe('state', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });
  const onDisk = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

  test('persist writes all earlier changes of all callers', async () => {
    const path = join(folder, 'state.json');
    const state = State.load(path);
    const things = state.collection('things');
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        things.set(i, { i });
        await state.persist();
        expect(onDisk(path).collections.things[i]).toEqual({ i });
      }),
    );
    expect(Object.keys(onDisk(path).collections.things)).toHaveLength(50);
  });

  test('gives each id once, also after a restart', async () => {
    const path = join(folder, 'state.json');
    const state = State.load(path);
    const first = state.nextId();
    await state.persist();
    expect(State.load(path).nextId()).toBe(first + 1);
  });

  test('names the file that it cannot read', () => {
    const path = join(folder, 'state.json');
    writeFileSync(path, '{"version": 1, ');
    expect(() => State.load(path)).toThrow(/state\.json is not readable as JSON/);
    writeFileSync(path, '{"version": 7}');
    expect(() => State.load(path)).toThrow(/must be of version 1, got 7/);
  });

  test('keeps what could not be written, and writes it with the next change', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const path = join(inner, 'state.json');
    const state = State.load(path);
    state.collection('things').set('a', { a: 1 });
    rmSync(inner, { recursive: true });
    await expect(state.persist()).rejects.toThrow(/state\.json could not be written/);
    mkdirSync(inner);
    await state.persist();
    expect(onDisk(path).collections.things).toEqual({ a: { a: 1 } });
  });

  test('has no members that no one set', () => {
    const state = State.load(join(folder, 'state.json'));
    expect(state.collection('things').has('constructor')).toBe(false);
    expect(state.collection('things').get('toString')).toBeUndefined();
  });
});
