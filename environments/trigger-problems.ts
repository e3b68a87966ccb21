import { scheduleProblems } from '../quartz';
import { FILE_DISCOVERIES, type IngestTrigger, type LakehouseSettings } from './settings';
import { show } from './show';

const PARTS = { expression: 'quartzCron', timezone: 'timezone' } as const;

/** What may start the ingest job. */
export const INGEST_TRIGGERS = ['fileArrival', 'continuous', 'schedule', 'manual'] as const;

/** What may start a job that looks after the lakehouse, or learns from it. */
export const UPKEEP_TRIGGERS = ['schedule', 'manual'] as const;

/** Everything that is wrong with the setting that says what starts a job. */
export function triggerProblems(
  field: string,
  trigger: IngestTrigger,
  kinds: readonly IngestTrigger['kind'][],
): string[] {
  if (!kinds.includes(trigger.kind)) {
    return [`\`${field}.kind\` must be one of ${kinds.join(', ')}, got: ${show(trigger.kind)}`];
  }
  switch (trigger.kind) {
    case 'fileArrival': {
      const got = trigger.minSecondsBetweenRuns;
      return Number.isInteger(got) && got >= 60
        ? []
        : [
            `\`${field}.minSecondsBetweenRuns\` must be a whole number of at least 60, got: ${show(got)}`,
          ];
    }
    case 'schedule':
      return scheduleProblems(trigger.quartzCron, trigger.timezone, new Date()).map(
        ({ part, problem }) => `\`${field}.${PARTS[part]}\` ${problem}`,
      );
    case 'continuous': {
      const got = trigger.secondsBetweenBatches ?? 1;
      return Number.isInteger(got) && got >= 1 && got <= 3600
        ? []
        : [
            `\`${field}.secondsBetweenBatches\` must be a whole number between 1 and 3600, got: ${show(got)}`,
          ];
    }
    case 'manual':
      return [];
  }
}

/**
 * Problems of a trigger by file arrival. Without file events on the external location it stops at
 * 10,000 files in the location (Databricks documentation, "Trigger jobs when new files arrive").
 */
export function fileArrivalProblems(settings: LakehouseSettings): string[] {
  const { cloud, ingestTrigger } = settings;
  if (ingestTrigger.kind !== 'fileArrival' || cloud === 'local' || hasFileEvents(settings)) {
    return [];
  }
  return [
    '`ingestTrigger.kind` must be schedule, continuous or manual where the landing location has no ' +
      'file events, got: fileArrival. Set `landingFileEvents`, or `awsStorage.fileEvents`',
  ];
}

/** Whether Databricks receives the events of new files in the landing location. */
function hasFileEvents({ awsStorage, landingFileEvents }: LakehouseSettings): boolean {
  return awsStorage ? awsStorage.fileEvents !== 'off' : landingFileEvents !== undefined;
}

/** Everything that is wrong with how files are found: events are those of a cloud's storage. */
export function fileDiscoveryProblems(settings: LakehouseSettings): string[] {
  const { fileDiscovery = 'listing', cloud, awsStorage, landingLocation } = settings;
  const mustBe = (rule: string): string[] => [
    `\`fileDiscovery\` must be ${rule}, got: ${show(fileDiscovery)}`,
  ];
  if (!FILE_DISCOVERIES.includes(fileDiscovery)) {
    return mustBe(`one of ${FILE_DISCOVERIES.join(', ')}`);
  }
  if (fileDiscovery === 'listing') return [];
  if (cloud === 'local') return mustBe('listing where `cloud` is local');
  if (awsStorage === undefined && landingLocation === undefined) {
    return mustBe('listing where the landing volume is a managed one');
  }
  return fileDiscovery === 'fileEvents' && !hasFileEvents(settings)
    ? mustBe('listing or notifications where the landing location has no file events')
    : [];
}
