/** The last line of standard output of every benchmark, as JSON. */
export interface Report {
  readonly title: string;
  /** The baseline of the ratios, measured in the same run. */
  readonly baseline: string;
  /** The ratio that was aimed at, in words. @default - none was set */
  readonly goal?: string;
  readonly measures: Measure[];
  /** Counts of work, as of Spark jobs. @default - none */
  readonly counts?: Count[];
  /** Conditions that a reader needs to interpret the figures. @default - none */
  readonly notes?: string[];
}

export interface Measure {
  readonly what: string;
  /** Median, in seconds. */
  readonly seconds: number;
  readonly runs: number;
  /** To the baseline's seconds. @default - not a thing to compare */
  readonly ratio?: number;
  /** Where it stands in the report's picture. @default - it is not in it */
  readonly shown?: Place;
}

/** An amount of work that does not depend on the machine. */
export interface Count {
  readonly what: string;
  readonly count: number;
}

/** A panel for each group and part of it, and in the panel a line for each series. */
export interface Place {
  readonly group: string;
  readonly part: string;
  readonly series: string;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [lower, upper = lower] = sorted.slice(sorted.length % 2 ? middle : middle - 1, middle + 1);
  if (lower === undefined || upper === undefined) {
    throw new Error('median: no values, got an empty list. Measure at least once');
  }
  return (lower + upper) / 2;
}

/** A report as a section of Markdown; `picture` is the address of its picture, if it has one. */
export function markdown(report: Report, picture?: string | false): string {
  const rows = report.measures.map(
    ({ what, seconds, runs, ratio }) =>
      `| ${what} | ${seconds < 0.1 ? seconds.toPrecision(2) : seconds.toFixed(2)} | ${ratio === undefined ? '' : `${ratio.toFixed(2)}x`} | ${runs} |`,
  );
  return [
    `## ${report.title}`,
    `Baseline: ${report.baseline}.${report.goal ? ` Goal: ${report.goal}.` : ''}`,
    ...(picture ? ['', `![${report.title}: seconds, as in the table](${picture})`] : []),
    '',
    '| what | seconds (median) | ratio | runs |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    ...(report.counts === undefined
      ? []
      : [
          '',
          '| what | count |',
          '| --- | ---: |',
          ...report.counts.map(({ what, count }) => `| ${what} | ${count.toLocaleString('en')} |`),
        ]),
    ...(report.notes ?? []).map((note) => `\n${note}`),
    '',
  ].join('\n');
}
