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
  const hasQueue = awsStorage
    ? awsStorage.fileEvents !== 'off'
    : settings.landingFileEvents !== undefined;
  return fileDiscovery === 'fileEvents' && !hasQueue
    ? mustBe('listing or notifications where the landing location has no file events')
    : [];
}
