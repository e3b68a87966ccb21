import {
  type FeedReading,
  feedReadingProblems,
  FEEDS,
  readingOfFeed,
  SCHEMA_EVOLUTIONS,
  type SchemaEvolution,
} from '../../contracts';
import { CLOCK_SKEW_MINUTES } from '../../contracts/rules';
import type { LakehouseSettings } from '.';
import { Problems, show } from './problems';
import { hasFileEvents } from './storage';
import { type Topic, type WithDefaults, withDefaults } from './topic';
import { INGEST_TRIGGERS, type IngestTrigger, triggerProblems } from './triggers';

/**
 * The discovery of new files in the landing volume: by listing its folders, by the file events that
 * Unity Catalog manages for its external location, or by notifications that each stream sets up in
 * the cloud with the rights of its cluster.
 */
const FILE_DISCOVERIES = ['listing', 'fileEvents', 'notifications'] as const;
export type FileDiscovery = (typeof FILE_DISCOVERIES)[number];

/** Ingestion of documents, from landing to gold. */
export interface IngestionSettings {
  /**
   * The engine that ingests documents: the tasks of a job, which write tables of the stack, or a
   * declarative pipeline, which creates its own tables. Choose before the first deployment: tables
   * that already have data are not handed over.
   * @default job
   */
  readonly ingestion?: 'job' | 'pipeline';
  /**
   * The compute of the pipeline; only where `ingestion` is pipeline.
   * @default serverless
   */
  readonly pipelineCompute?: 'serverless' | 'cluster';
  /** The trigger of the ingest job. */
  readonly ingestTrigger: IngestTrigger;
  /**
   * The discovery of new files. Values other than `listing` need a landing volume in your own
   * storage.
   * @default listing
   */
  readonly fileDiscovery?: FileDiscovery;
  /**
   * The treatment of undeclared fields, by feed.
   * @default - the schema evolution of the feed's contract
   */
  readonly schemaEvolution?: Readonly<Record<string, SchemaEvolution>>;
  /**
   * The reading of files, by feed: `format` (json, csv, parquet), `reader` (text, native),
   * `fileNamePattern`, of conversations the mappings of vendors' documents (`sources`), and of deals
   * and reps the CRM of an export (`export`).
   * @default - the reading of the feed's contract
   */
  readonly feeds?: Readonly<Record<string, FeedReading>>;
  /**
   * The time that the clock of a source may be ahead. Records with a later time are rejected.
   * @default 15
   */
  readonly clockSkewMinutes?: number;
}

const SECONDS_BETWEEN_BATCHES = 10;
const INGESTIONS = ['job', 'pipeline'];
const COMPUTES = ['serverless', 'cluster'];
const TEXT_EVOLUTIONS_OF_PIPELINES = ['rescue', 'none'];

/** Settings of ingestion. */
export const INGESTION: Topic<
  IngestionSettings,
  WithDefaults<
    IngestionSettings,
    | 'ingestion'
    | 'pipelineCompute'
    | 'ingestTrigger'
    | 'fileDiscovery'
    | 'schemaEvolution'
    | 'feeds'
    | 'clockSkewMinutes'
  >
> = {
  names: {
    ingestion: true,
    pipelineCompute: true,
    ingestTrigger: true,
    fileDiscovery: true,
    schemaEvolution: true,
    feeds: true,
    clockSkewMinutes: true,
  },
  resolve: ({ ingestTrigger, ...settings }) => ({
    ingestion: settings.ingestion ?? 'job',
    pipelineCompute: settings.pipelineCompute ?? 'serverless',
    ingestTrigger:
      ingestTrigger.kind === 'continuous'
        ? withDefaults({ secondsBetweenBatches: SECONDS_BETWEEN_BATCHES }, ingestTrigger)
        : ingestTrigger,
    fileDiscovery: settings.fileDiscovery ?? 'listing',
    schemaEvolution: settings.schemaEvolution ?? {},
    feeds: settings.feeds ?? {},
    clockSkewMinutes: settings.clockSkewMinutes ?? CLOCK_SKEW_MINUTES,
  }),
  problems: (settings) => {
    const { ingestion = 'job', pipelineCompute } = settings;
    const problems = new Problems(settings);
    if (problems.has('ingestion')) problems.oneOf('ingestion', INGESTIONS);
    if (problems.has('pipelineCompute')) {
      problems.oneOf('pipelineCompute', COMPUTES);
      const problem = 'not allowed where `ingestion` is not pipeline';
      problems.check(ingestion === 'pipeline', 'pipelineCompute', problem, pipelineCompute);
    }
    if (problems.has('clockSkewMinutes')) problems.within('clockSkewMinutes', 0, 1440);
    return [
      ...problems.all,
      ...schemaEvolutionProblems(settings),
      ...feedProblems(settings),
      ...triggerProblems('ingestTrigger', settings.ingestTrigger, INGEST_TRIGGERS),
      ...fileArrivalProblems(settings),
      ...fileDiscoveryProblems(settings),
      ...(ingestion === 'pipeline' ? pipelineProblems(settings) : []),
    ];
  },
};

function schemaEvolutionProblems(settings: LakehouseSettings): string[] {
  const problems = new Problems(settings);
  const feeds = FEEDS.map((feed) => feed.name);
  for (const [feed, mode] of Object.entries(settings.schemaEvolution ?? {})) {
    const problem = `not a feed (${feeds.join(', ')})`;
    problems.check(feeds.includes(feed), 'schemaEvolution', problem, feed);
    problems.check(
      SCHEMA_EVOLUTIONS.includes(mode),
      `schemaEvolution.${feed}`,
      `not one of ${SCHEMA_EVOLUTIONS.join(', ')}`,
      mode,
    );
  }
  return problems.all;
}

const READING = ['format', 'reader', 'fileNamePattern', 'sources', 'export'];

function feedProblems(settings: LakehouseSettings): string[] {
  const names = FEEDS.map((feed) => feed.name);
  return Object.entries(settings.feeds ?? {}).flatMap(([name, reading]) => {
    const feed = FEEDS.find((one) => one.name === name);
    if (!feed) return [`\`feeds\`: not a feed (${names.join(', ')}), got ${name}`];
    const unknown = Object.keys(reading).filter((key) => !READING.includes(key));
    return [
      ...unknown.map((key) => `\`feeds.${name}\`: not one of ${READING.join(', ')}, got ${key}`),
      ...feedReadingProblems(feed, reading, `feeds.${name}.`),
    ];
  });
}

function pipelineProblems(settings: LakehouseSettings): string[] {
  const problems = new Problems(settings);
  problems.check(
    settings.cloud !== 'local' || settings.ingestTrigger.kind !== 'continuous',
    'ingestTrigger.kind',
    'not available where `cloud` is local and `ingestion` is pipeline',
    settings.ingestTrigger.kind,
  );
  for (const feed of FEEDS) {
    // the modes of the reader text that read a batch before it lands: a declared table cannot
    const { reader } = readingOfFeed(feed, settings.feeds?.[feed.name]);
    const mode = settings.schemaEvolution?.[feed.name] ?? feed.schemaEvolution ?? 'rescue';
    const problem =
      `not one of ${TEXT_EVOLUTIONS_OF_PIPELINES.join(', ')} where \`ingestion\` is pipeline and ` +
      `\`feeds.${feed.name}.reader\` is text, not native`;
    const holds = reader === 'native' || TEXT_EVOLUTIONS_OF_PIPELINES.includes(mode);
    problems.check(holds, `schemaEvolution.${feed.name}`, problem, mode);
  }
  return problems.all;
}

/**
 * Problems of a trigger by file arrival. Without file events on the external location it stops at
 * 10,000 files in the location (Databricks documentation, "Trigger jobs when new files arrive").
 */
function fileArrivalProblems(settings: LakehouseSettings): string[] {
  const { cloud, ingestTrigger } = settings;
  if (ingestTrigger.kind !== 'fileArrival' || cloud === 'local' || hasFileEvents(settings)) {
    return [];
  }
  return [
    '`ingestTrigger.kind`: not available where the landing location has no file events, got ' +
      'fileArrival. Set `landingFileEvents`, or `awsStorage.fileEvents`',
  ];
}

/** Problems of the file discovery: file events come from the storage of a cloud. */
function fileDiscoveryProblems(settings: LakehouseSettings): string[] {
  const { fileDiscovery = 'listing', cloud, awsStorage, landingLocation } = settings;
  const problem = (text: string): string[] => [
    `\`fileDiscovery\`: ${text}, got ${show(fileDiscovery)}`,
  ];
  if (!FILE_DISCOVERIES.includes(fileDiscovery)) {
    return problem(`not one of ${FILE_DISCOVERIES.join(', ')}`);
  }
  if (fileDiscovery === 'listing') return [];
  if (cloud === 'local') return problem('not available where `cloud` is local');
  if (awsStorage === undefined && landingLocation === undefined) {
    return problem('not available where the landing volume is a managed one');
  }
  return fileDiscovery === 'fileEvents' && !hasFileEvents(settings)
    ? problem('not available where the landing location has no file events')
    : [];
}
