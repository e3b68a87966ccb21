import { FEEDS, qualifiedName, TABLES } from '../../contracts';
import {
  COLUMN_LINEAGE,
  columnContract,
  type ComputedLineage,
  isLineageCurrent,
  landedFields,
  personalSources,
} from '../../contracts/lineage';
import { lineageView } from '../../contracts/lineage-view';

const made: readonly string[] = [];

/** A lineage of one more column of gold.rep_monthly_scores, made of the given sources. */
function withColumn(...sources: [table: string, column: string, how: string, field?: string][]) {
  const column = {
    made,
    sources: sources.map(([table, name, how, field]) => ({ table, column: name, how, field })),
  };
  const scores = { ...COLUMN_LINEAGE.tables['gold.rep_monthly_scores'], extra: column };
  return {
    ...COLUMN_LINEAGE,
    tables: { ...COLUMN_LINEAGE.tables, 'gold.rep_monthly_scores': scores },
  } as ComputedLineage;
}

const namesOf = (lineage: ComputedLineage): string[] =>
  personalSources('gold.rep_monthly_scores', 'extra', lineage).map(
    ({ table, column, field }) => `${table}.${column}${field ? ` ${field}` : ''}`,
  );

describe('column lineage', () => {
  it('is that of the contracts and SQL files (npm run docs)', () => {
    expect(isLineageCurrent()).toBe(true);
    expect(isLineageCurrent({ ...COLUMN_LINEAGE, files: COLUMN_LINEAGE.files.slice(1) })).toBe(
      false,
    );
  });

  it('fits into the metastore of the local workspace', () => {
    // Derby: VIEW_EXPANDED_TEXT is a LONG VARCHAR, of 32,700 characters
    expect(lineageView().length).toBeLessThan(32_700);
  });

  it('is known of each column of bronze, silver and gold', () => {
    for (const table of TABLES.filter(({ schema }) => schema !== 'ops')) {
      const known = Object.keys(COLUMN_LINEAGE.tables[qualifiedName(table)] ?? {});
      expect(known).toEqual(table.columns.map(({ name }) => name));
    }
  });

  it('leads from each column that a document lands to the field of its name', () => {
    for (const table of TABLES) {
      for (const { name, landedIn } of table.columns) {
        if (landedIn === undefined) continue;
        const fields = landedFields(qualifiedName(table), name).map(({ field }) => field ?? '');
        const isNamed = (field: string): boolean =>
          field.split('.').some((part) => part.replaceAll('[]', '') === name);
        // the time of a correction is the latest of several fields
        expect([name, fields.some(isNamed)]).toEqual([name, true]);
      }
    }
  });

  it('leads from gold to the landed field', () => {
    expect(landedFields('gold.rep_monthly_scores', 'avg_value')).toEqual([
      { feed: 'conversations', field: 'evaluations[].signals[].value', how: 'derived' },
      { feed: 'evaluations', field: 'signals[].value', how: 'derived' },
    ]);
  });

  it('no column of silver or gold shows personal data without a mask', () => {
    const unprotected = Object.entries(COLUMN_LINEAGE.tables).flatMap(([table, columns]) =>
      Object.keys(columns)
        .filter((column) => columnContract(table, column)?.pii === undefined)
        .filter((column) => personalSources(table, column).length > 0)
        .map((column) => `${table}.${column}`),
    );
    expect(unprotected).toEqual([]);
  });

  it('finds personal data that is copied or derived, through other columns', () => {
    expect(namesOf(withColumn(['silver.reps', 'email', 'derived']))).toEqual([
      'silver.reps.email',
      'bronze.reps_raw.payload email',
    ]);
    expect(
      namesOf(withColumn(['silver.conversations', 'transcript', 'copied', '[].text'])),
    ).toEqual([
      'silver.conversations.transcript [].text',
      'bronze.conversations_raw.payload call.transcript[].text',
    ]);
    expect(namesOf(withColumn(['bronze.deals_raw', 'payload', 'derived', 'unknown']))).toEqual([
      'bronze.deals_raw.payload unknown',
    ]);
  });

  it.each([['masked'], ['reduced']])('finds none where it is %s', (how) => {
    expect(namesOf(withColumn(['silver.reps', 'email', how]))).toEqual([]);
  });

  it('finds none in other fields', () => {
    expect(namesOf(withColumn(['silver.reps', 'team_id', 'copied']))).toEqual([]);
    const feed = FEEDS.find(({ name }) => name === 'conversations')!;
    const table = qualifiedName(feed.bronzeTable);
    expect(namesOf(withColumn([table, 'payload', 'copied', 'call.participants[].role']))).toEqual(
      [],
    );
  });
});
