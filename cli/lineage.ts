/** The way of a signal, as lines to read. */

/** One row of `sql/monitoring/lineage_of_signal.sql`: text, as the Statement Execution API has it. */
export type Lineage = Readonly<
  Record<
    | 'signal_id'
    | 'signal_name'
    | 'scoring_version'
    | 'signal_value'
    | 'call_id'
    | 'call_timestamp'
    | 'run_id'
    | 'scored_at'
    | 'rep_id'
    | 'month'
    | 'gold_avg_value'
    | 'gold_conversation_count'
    | 'gold_updated_at'
    | 'silver_updated_at'
    | 'bronze_file'
    | 'bronze_ingested_at'
    | 'file_modification_time'
    | 'payload_sha256'
    | 'bronze_document_count'
    | 'source_system'
    | 'source_call_id',
    string | null
  >
>;

/** Describes the path from a gold value to its source, one line per step. */
export function describe(row: Lineage): string {
  const steps: [string, string, string[]][] = [
    ['gold', goldLine(row), goldDetails(row)],
    [
      'silver',
      'silver.conversation_signals',
      [
        `signal ${row.signal_id}`,
        `${row.signal_name} = ${row.signal_value ?? 'null'}, scored by ${row.scoring_version} at ${row.scored_at} in run ${row.run_id}`,
        `of call ${row.call_id} at ${row.call_timestamp}; written ${row.silver_updated_at}`,
      ],
    ],
    ['bronze', row.bronze_file ?? 'unknown file', bronzeDetails(row)],
    ['source', row.source_system ?? 'unknown system', sourceDetails(row)],
  ];
  return steps
    .flatMap(([layer, title, details]) => [
      `${layer.padEnd(7)} ${title}`,
      ...details.map((detail) => `        ${detail}`),
    ])
    .join('\n');
}

function goldLine(row: Lineage): string {
  return row.gold_updated_at === null
    ? 'gold.rep_monthly_scores has no row yet: gold is behind silver'
    : 'gold.rep_monthly_scores';
}

function goldDetails(row: Lineage): string[] {
  const key = `rep ${row.rep_id ?? 'unknown'}, ${row.month?.slice(0, 7) ?? 'no month'}, ${row.signal_name}, ${row.scoring_version}`;
  if (row.gold_updated_at === null) return [key];
  return [
    key,
    `average ${row.gold_avg_value ?? 'null'} over ${row.gold_conversation_count} calls; written ${row.gold_updated_at}`,
  ];
}

function bronzeDetails(row: Lineage): string[] {
  const payload = `payload sha256 ${row.payload_sha256 ?? 'unknown'}`;
  if (row.bronze_ingested_at === null) {
    return ['bronze.conversations_raw has this file no more', payload];
  }
  return [
    `bronze.conversations_raw, ingested ${row.bronze_ingested_at}; file of ${row.file_modification_time}, ${row.bronze_document_count} document(s)`,
    payload,
  ];
}

function sourceDetails(row: Lineage): string[] {
  return row.source_call_id === null ? [] : [`call ${row.source_call_id} there`];
}
