import type { LakehouseSettings } from '.';
import { type CloudNames, CLOUDS } from './clouds';
import { Problems, show } from './problems';
import { type Topic, withDefaults } from './topic';

/** The identity in the cloud by which Unity Catalog reaches storage. */
export type StorageIdentity =
  /** AWS: a role that trusts Unity Catalog and itself. */
  | { readonly kind: 'awsIamRole'; readonly roleArn: string }
  /** Azure: an access connector (by its resource id), and its managed identity if it has several. */
  | {
      readonly kind: 'azureManagedIdentity';
      readonly accessConnectorId: string;
      readonly managedIdentityId?: string;
    }
  /** GCP: a service account that Databricks creates; grant its address access to the bucket. */
  | { readonly kind: 'databricksGcpServiceAccount' };

/** The queue of file events: Databricks manages it, or it already exists. */
export type FileEventQueue =
  | { readonly kind: 'managedSqs' }
  | { readonly kind: 'providedSqs'; readonly queueUrl: string }
  | {
      readonly kind: 'managedAqs';
      readonly resourceGroup: string;
      readonly subscriptionId: string;
    }
  | { readonly kind: 'providedAqs'; readonly queueUrl: string }
  | { readonly kind: 'managedPubsub' }
  | { readonly kind: 'providedPubsub'; readonly subscriptionName: string };

/** AWS storage that the stack declares: buckets, a key, roles, and the queue of file events. */
export interface AwsStorage {
  /** The AWS account, of 12 digits. The provider refuses any other account. */
  readonly accountId: string;
  readonly region: string;
  /** The prefix of all names: `<prefix>-landing`, `<prefix>-managed`, ... */
  readonly namePrefix: string;
  /**
   * The owner of the queue of file events: the stack (`provided`), or Databricks (`managed`), which
   * then needs more rights. `off`: new files are found by listing.
   * @default provided
   */
  readonly fileEvents?: 'provided' | 'managed' | 'off';
  /**
   * The time during which overwritten and deleted objects can be restored.
   * @default 30
   */
  readonly noncurrentVersionDays?: number;
  /**
   * The retention of the access logs of the buckets.
   * @default 365
   */
  readonly accessLogDays?: number;
}

/** Cloud storage of tables and of landed documents. */
export interface StorageSettings {
  /**
   * AWS storage for the stack to declare, in place of the locations and credentials below.
   * @default - none: the locations and credentials below already exist
   */
  readonly awsStorage?: AwsStorage;
  /**
   * The URL of the managed tables.
   * @default - the location of the metastore
   */
  readonly managedLocation?: string;
  /**
   * The storage credential of an external location for the stack to declare over `managedLocation`:
   * its name, or the identity of a credential to declare.
   * @default - an external location over it already exists
   */
  readonly managedCredential?: string | StorageIdentity;
  /**
   * The URL of the landing volume.
   * @default - the landing volume is a managed one
   */
  readonly landingLocation?: string;
  /**
   * The storage credential of `landingLocation`: its name, or the identity of a credential to
   * declare.
   * @default - none: a managed landing volume needs none
   */
  readonly landingCredential?: string | StorageIdentity;
  /**
   * The queue that reports new files in `landingLocation` to Databricks.
   * @default - none: new files are found by listing
   */
  readonly landingFileEvents?: FileEventQueue;
}

/** The settings that `awsStorage` replaces. */
const REFERENCED = [
  'managedLocation',
  'managedCredential',
  'landingLocation',
  'landingCredential',
  'landingFileEvents',
] as const;

const AWS_DEFAULTS = {
  fileEvents: 'provided',
  noncurrentVersionDays: 30,
  accessLogDays: 365,
} as const satisfies Partial<AwsStorage>;

const FILE_EVENTS = ['provided', 'managed', 'off'];

/** Settings of cloud storage. */
export const STORAGE: Topic<StorageSettings, { readonly awsStorage?: Required<AwsStorage> }> = {
  names: {
    awsStorage: true,
    managedLocation: true,
    managedCredential: true,
    landingLocation: true,
    landingCredential: true,
    landingFileEvents: true,
  },
  resolve: ({ awsStorage }) => ({
    awsStorage: awsStorage && withDefaults(AWS_DEFAULTS, awsStorage),
  }),
  problems: (settings) => {
    const { cloud, awsStorage } = settings;
    const problems = new Problems(settings);
    problems.oneOf('cloud', Object.keys(CLOUDS));
    if (problems.all.length > 0) return problems.all;
    if (awsStorage === undefined) {
      return [...locationProblems('managed', settings), ...locationProblems('landing', settings)];
    }
    problems.check(cloud === 'aws', 'awsStorage', 'not allowed where `cloud` is not aws', {
      ...awsStorage,
    });
    for (const field of REFERENCED) {
      const value = settings[field];
      const problem = 'not allowed with `awsStorage`';
      problems.check(value === undefined, field, problem, value);
    }
    return [...problems.all, ...awsStorageProblems(awsStorage)];
  },
};

/** Returns true if Databricks receives the events of new files in the landing location. */
export function hasFileEvents({ awsStorage, landingFileEvents }: StorageSettings): boolean {
  return awsStorage ? awsStorage.fileEvents !== 'off' : landingFileEvents !== undefined;
}

function locationProblems(of: 'managed' | 'landing', settings: LakehouseSettings): string[] {
  const problems = new Problems(settings);
  const { cloud } = settings;
  const { location, identities, queues }: CloudNames = CLOUDS[cloud];
  const url = settings[`${of}Location`];
  const credential = settings[`${of}Credential`];
  if (url !== undefined) {
    const problem = location
      ? `not a location of ${cloud} such as ${location.example}`
      : 'not allowed where `cloud` is local';
    problems.check(location?.pattern.test(url) ?? false, `${of}Location`, problem, url);
  }
  // tables may lie below an external location that is there; a landing volume names its own
  const pairs =
    of === 'landing'
      ? (url === undefined) === (credential === undefined)
      : url !== undefined || credential === undefined;
  problems.check(
    pairs,
    `${of}Credential`,
    url === undefined ? `set without \`${of}Location\`` : `missing for \`${of}Location\``,
    credential,
  );
  if (typeof credential === 'string') {
    problems.check(credential.trim() !== '', `${of}Credential`, 'blank', credential);
  } else if (credential !== undefined) {
    const known = identities.includes(credential.kind);
    const problem = `not one of ${identities.join(', ') || 'none'} where \`cloud\` is ${cloud}`;
    problems.check(known, `${of}Credential.kind`, problem, credential.kind);
    problems.all.push(...blankFields(`${of}Credential`, credential));
  }
  if (of === 'landing' && settings.landingFileEvents !== undefined) {
    const { kind } = settings.landingFileEvents;
    problems.check(url !== undefined, 'landingFileEvents', 'set without `landingLocation`', kind);
    const problem = `not one of ${queues.join(', ') || 'none'} where \`cloud\` is ${cloud}`;
    problems.check(queues.includes(kind), 'landingFileEvents.kind', problem, kind);
    problems.all.push(...blankFields('landingFileEvents', settings.landingFileEvents));
  }
  return problems.all;
}

function blankFields(field: string, value: object): string[] {
  return Object.entries(value)
    .filter(([, text]) => text !== undefined && (typeof text !== 'string' || text.trim() === ''))
    .map(([name, text]) => `\`${field}.${name}\`: blank, got ${show(text)}`);
}

function awsStorageProblems(storage: AwsStorage): string[] {
  const { accountId, region, namePrefix, fileEvents } = storage;
  const problems = new Problems(storage);
  const check = (holds: boolean, field: string, problem: string, value: unknown): void =>
    problems.check(holds, `awsStorage.${field}`, problem, value);
  check(/^\d{12}$/.test(accountId), 'accountId', 'not the 12 digits of an AWS account', accountId);
  check(
    /^[a-z]{2}(-gov)?-[a-z]+-\d$/.test(region),
    'region',
    'not a region such as eu-central-1',
    region,
  );
  // a bucket's name has at most 63 characters, of which the longest suffix takes 12
  check(
    /^[a-z0-9][a-z0-9-]{1,49}[a-z0-9]$/.test(namePrefix),
    'namePrefix',
    'not 3 to 51 lower-case letters, digits and dashes',
    namePrefix,
  );
  check(
    fileEvents === undefined || FILE_EVENTS.includes(fileEvents),
    'fileEvents',
    `not one of ${FILE_EVENTS.join(', ')}`,
    fileEvents,
  );
  for (const field of ['noncurrentVersionDays', 'accessLogDays'] as const) {
    const days = storage[field] ?? 1;
    const holds = Number.isInteger(days) && days >= 1 && days <= 3650;
    check(holds, field, 'not a whole number between 1 and 3650', days);
  }
  return problems.all;
}
