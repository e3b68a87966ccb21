import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FEEDS, TABLES } from '../../contracts';
import { renderDataDictionary } from '../../contracts/data-dictionary';
import { trimmed } from '../../contracts/readings';
import { renderContracts } from '../../contracts/render';

describe('renderContracts', () => {
  it('has every table and feed, and names only tables that it has', () => {
    const { tables, feeds } = renderContracts();
    expect(Object.keys(tables)).toEqual([
      'bronze.conversations_raw',
      'bronze.deals_raw',
      'bronze.reps_raw',
      'bronze.evaluations_raw',
      'silver.conversations',
      'silver.conversation_signals',
      'silver.evaluations',
      'silver.deals',
      'silver.reps',
      'silver.deletions',
      'silver.quarantine',
      'gold.rep_monthly_scores',
      'gold.deal_features',
      'gold.deal_predictions',
      'ops.governance_report',
      'ops.pipeline_runs',
      'ops.quality_results',
      'ops.feed_schemas',
      'ops.waiting_batches',
      'ops.call_parts',
      'ops.rescued_data',
      'ops.table_health',
      'ops.job_locks',
      'ops.model_drift',
      'ops.model_accuracy',
      'ops.erasures',
    ]);
    expect(Object.keys(feeds)).toEqual(['conversations', 'deals', 'reps', 'evaluations']);
    for (const feed of Object.values(feeds)) expect(tables).toHaveProperty([feed.bronzeTable]);
    expect(TABLES).toHaveLength(Object.keys(tables).length);
    expect(FEEDS).toHaveLength(Object.keys(feeds).length);
  });

  it('gives notebooks the form that docs/explanation/architecture.md describes', () => {
    const { tables, feeds } = renderContracts();
    const { columns, rules, setRules, deletionRules, ...table } = tables['silver.reps']!;
    expect(table).toEqual({
      schema: 'silver',
      name: 'reps',
      comment: 'The rep directory, which decides access to calls',
      grain: 'one row per rep',
      isPipelines: false,
      isFeatureTable: false,
      key: ['rep_id'],
      runColumns: [],
      layoutColumns: [],
      properties: {
        'delta.dataSkippingStatsColumns':
          'rep_id,team_id,payload_sha256,source_file,ingested_at,updated_at',
        'delta.enableChangeDataFeed': 'true',
      },
    });
    expect(columns[1]).toEqual({
      name: 'name',
      type: 'STRING',
      nullable: true,
      comment: "The rep's name",
      pii: 'name',
    });
    expect(rules[1]).toEqual({
      name: 'rep_id_present',
      severity: 'drop',
      message: 'rep_id is missing or blank',
      expression: `coalesce(${trimmed('rep_id')}, '') <> ''`,
      columns: ['rep_id'],
      version: 2,
    });
    expect(deletionRules.map((rule) => rule.name)).toEqual([
      'well_formed',
      'rep_id_present',
      'updated_at_not_future',
      'deletion_dated',
    ]);
    expect(setRules.map((rule) => rule.name)).toEqual([
      'rep_id_one_content_in_batch',
      'rep_id_one_content_over_time',
    ]);
    expect(tables['silver.deals']?.setRules[2]).toEqual({
      kind: 'reference',
      name: 'rep_id_refers',
      severity: 'warn',
      message: 'rep_id is not in silver.reps',
      columns: ['rep_id'],
      references: { table: 'silver.reps', column: 'rep_id' },
      version: 1,
    });
    expect(feeds.deals).toEqual({
      path: 'deals',
      fileNamePattern: '*.jsonl',
      wholeFile: false,
      bronzeTable: 'bronze.deals_raw',
      document:
        'deal_id STRING, account_id STRING, rep_id STRING, outcome STRING, amount STRING, ' +
        'committed_amount STRING, currency STRING, closed_at STRING, updated_at STRING, deleted STRING',
      declared:
        'deal_id STRING, account_id STRING, rep_id STRING, outcome STRING, amount DECIMAL(18,2), ' +
        'committed_amount DECIMAL(18,2), currency STRING, closed_at TIMESTAMP, updated_at TIMESTAMP, ' +
        'deleted BOOLEAN',
      exact: 'amount DECIMAL(38,18), committed_amount DECIMAL(38,18)',
      reading: expect.stringMatching(/^if\(document is null, null, named_struct\('deal_id', /),
      schemaEvolution: 'rescue',
    });
  });

  it.each([
    [{}, 15],
    [{ clockSkewMinutes: 0 }, 0],
  ])('allows clocks to be ahead by as much as %j says', (options, minutes) => {
    const { clockSkewMinutes, tables } = renderContracts(options);
    expect(clockSkewMinutes).toBe(minutes);
    expect(tables['silver.reps']?.rules[3]).toEqual({
      name: 'updated_at_not_future',
      severity: 'drop',
      message: `updated_at is more than ${minutes} minutes after the document arrived`,
      expression:
        'coalesce(try_cast(updated_at as timestamp) ' +
        `<= ingested_at + make_dt_interval(0, 0, ${minutes}), true)`,
      columns: ['updated_at', 'ingested_at'],
      version: 1,
    });
  });

  it('takes the way to evolve from the environment, feed by feed', () => {
    const { feeds } = renderContracts({ schemaEvolution: { deals: 'explicit' } });
    expect(Object.values(feeds).map((f) => f.schemaEvolution)).toEqual([
      'rescue',
      'explicit',
      'rescue',
      'rescue',
    ]);
  });
});

describe('the reading of feeds', () => {
  it('is that of the environment', () => {
    const { feeds } = renderContracts({ feeds: { deals: { format: 'csv' } } });
    expect(feeds.deals!.fileNamePattern).toBe('*.csv');
    expect(feeds.deals!.nativeReader).toEqual({
      format: 'csv',
      schemaHints: expect.stringMatching(/^deal_id STRING, .*, _corrupt_record STRING$/),
      jsonColumns: [],
    });
    expect(feeds.reps).not.toHaveProperty('nativeReader');
  });
});

describe('docs/reference/data-dictionary.md', () => {
  it('is what the contracts say (`npm run docs` writes it)', () => {
    const file = join(__dirname, '..', '..', 'docs', 'reference', 'data-dictionary.md');
    expect(readFileSync(file, 'utf8')).toBe(renderDataDictionary());
  });
});
