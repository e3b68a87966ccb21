import { compileFunction } from 'node:vm';

import { transformSync } from 'esbuild';
import fc from 'fast-check';

import { sources } from '../../../cli/contract/source';
import * as contracts from '../../../contracts';
import { defineTable, FEEDS, qualifiedName, TABLES } from '../../../contracts';
import { rawTable } from '../../../contracts/bronze/raw-table';
import { tables } from '../../contracts/odcs/contracts';

/** The exports of a written file, with the modules that it imports by the end of their path. */
function exportsOf(source: string, modules: Record<string, object> = {}): Record<string, unknown> {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} };
  const require = (path: string): object =>
    modules[path] ?? (path === './raw-table' ? { rawTable } : contracts);
  compileFunction(code, ['require', 'module', 'exports'])(require, module, module.exports);
  return module.exports;
}

const camel = (name: string): string =>
  name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());

describe('the source of an imported contract', () => {
  it('is the contract of each table', () => {
    for (const table of TABLES) {
      const [file] = sources({ kind: 'table', table });
      expect(file!.path).toBe(`${table.schema}/${table.name.replaceAll('_', '-')}.ts`);
      expect(exportsOf(file!.content)).toEqual({ [camel(table.name)]: table });
    }
  });

  it('is the contract of each feed', () => {
    for (const feed of FEEDS) {
      const imported = { ...feed, bronzeTable: qualifiedName(feed.bronzeTable) };
      const [file] = sources({ kind: 'feed', feed: imported });
      const bronze = { [camel(feed.bronzeTable.name)]: feed.bronzeTable };
      const modules = { [`../bronze/${feed.bronzeTable.name.replaceAll('_', '-')}`]: bronze };
      expect(exportsOf(file!.content, modules)).toEqual({ [`${feed.name}Feed`]: feed });
    }
  });

  it('leaves out the statistics that the contract implies', () => {
    const reps = TABLES.find((one) => one.name === 'reps')!;
    const [file] = sources({ kind: 'table', table: reps });
    expect(file!.content).not.toContain('delta.dataSkippingStatsColumns');
  });

  it('with landed files: the bronze table and the feed as well', () => {
    const table = TABLES.find((one) => one.name === 'deals')!;
    const landing = { path: 'deals', fileNamePattern: '*.jsonl', wholeFile: false };
    const files = sources({ kind: 'table', table, landing });
    const found = Object.fromEntries(files.map(({ path, content }) => [path, content]));
    expect(Object.keys(found)).toEqual([
      'silver/deals.ts',
      'bronze/deals-raw.ts',
      'feeds/deals.ts',
    ]);
    const raw = exportsOf(found['bronze/deals-raw.ts']!);
    const feed = FEEDS.find((one) => one.name === 'deals')!;
    expect(raw).toEqual({ dealsRaw: feed.bronzeTable });
    const modules = { '../bronze/deals-raw': raw, '../silver/deals': { deals: table } };
    expect(exportsOf(found['feeds/deals.ts']!, modules)).toEqual({
      dealsFeed: { ...feed, comment: table.comment },
    });
  });

  it('is the contract of any table', () => {
    fc.assert(
      fc.property(tables, (given) => {
        const table = defineTable(given);
        const [file] = sources({ kind: 'table', table });
        expect(Object.values(exportsOf(file!.content))).toEqual([table]);
      }),
      { numRuns: 40 },
    );
  });
});
