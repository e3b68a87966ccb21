import { CLOUDS, type CloudNames } from './clouds';
import type { LakehouseSettings } from './settings';
import { show } from './show';
import type { AwsStorage } from './storage-settings';

/** What the stack's own storage takes the place of. */
const REFERENCED = [
  'managedLocation',
  'managedCredential',
  'landingLocation',
  'landingCredential',
  'landingFileEvents',
] as const;

const FILE_EVENTS = ['provided', 'managed', 'off'];

/** Everything that is wrong with the settings that say which cloud it is, and what is there. */
export function cloudProblems(settings: LakehouseSettings): string[] {
  const { cloud, nodeType } = settings;
  if (!Object.hasOwn(CLOUDS, cloud)) {
    return [`\`cloud\` must be one of ${Object.keys(CLOUDS).join(', ')}, got: ${show(cloud)}`];
  }
  const names = CLOUDS[cloud];
  const problems: string[] = [];
  const check = (holds: boolean, field: string, rule: string, got: unknown): void => {
    if (!holds) problems.push(`\`${field}\` must ${rule}, got: ${show(got)}`);
  };
  const { pattern, example } = names.nodeType;
  const isNodeType = typeof nodeType === 'string' && pattern.test(nodeType);
  const rule = cloud === 'local' ? 'not be blank' : `be a node type of ${cloud} such as ${example}`;
  check(isNodeType, 'nodeType', rule, nodeType);

  if (settings.awsStorage !== undefined) {
    check(cloud === 'aws', 'awsStorage', 'be left out where `cloud` is not aws', {
      ...settings.awsStorage,
    });
    for (const field of REFERENCED) {
      const got = settings[field];
      check(got === undefined, field, 'be left out where `awsStorage` is given', got);
    }
    return [...problems, ...awsStorageProblems(settings.awsStorage)];
  }
  return [
    ...problems,
    ...locationProblems('managed', settings, names),
    ...locationProblems('landing', settings, names),
  ];
}

function locationProblems(
  of: 'managed' | 'landing',
  settings: LakehouseSettings,
  { location, identities, queues }: CloudNames,
): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, field: string, rule: string, got: unknown): void => {
    if (!holds) problems.push(`\`${field}\` must ${rule}, got: ${show(got)}`);
  };
  const { cloud } = settings;
  const url = settings[`${of}Location`];
  const credential = settings[`${of}Credential`];
  if (url !== undefined) {
    const rule = location
      ? `be a location of ${cloud} such as ${location.example}`
      : 'be left out where `cloud` is local';
    check(location?.pattern.test(url) ?? false, `${of}Location`, rule, url);
  }
  // tables may lie below an external location that is there; a landing volume names its own
  const pairs =
    of === 'landing'
      ? (url === undefined) === (credential === undefined)
      : url !== undefined || credential === undefined;
  check(
    pairs,
    `${of}Credential`,
    `be given ${of === 'landing' ? `with \`${of}Location\`, and only then` : `with \`${of}Location\` only`}`,
    credential,
  );
  if (typeof credential === 'string') {
    check(credential.trim() !== '', `${of}Credential`, 'not be blank', credential);
  } else if (credential !== undefined) {
    const known = identities.includes(credential.kind);
    const rule = `be one of ${identities.join(', ') || 'none'} where \`cloud\` is ${cloud}`;
    check(known, `${of}Credential.kind`, rule, credential.kind);
    problems.push(...blankFields(`${of}Credential`, credential));
  }
  if (of === 'landing' && settings.landingFileEvents !== undefined) {
    const { kind } = settings.landingFileEvents;
    check(url !== undefined, 'landingFileEvents', 'be given with `landingLocation` only', kind);
    const rule = `be one of ${queues.join(', ') || 'none'} where \`cloud\` is ${cloud}`;
    check(queues.includes(kind), 'landingFileEvents.kind', rule, kind);
    problems.push(...blankFields('landingFileEvents', settings.landingFileEvents));
  }
  return problems;
}

function blankFields(field: string, value: object): string[] {
  return Object.entries(value)
    .filter(([, text]) => text !== undefined && (typeof text !== 'string' || text.trim() === ''))
    .map(([name, text]) => `\`${field}.${name}\` must not be blank, got: ${show(text)}`);
}

function awsStorageProblems(storage: AwsStorage): string[] {
  const { accountId, region, namePrefix, fileEvents } = storage;
  const problems: string[] = [];
  const check = (holds: boolean, field: string, rule: string, got: unknown): void => {
    if (!holds) problems.push(`\`awsStorage.${field}\` must ${rule}, got: ${show(got)}`);
  };
  check(/^\d{12}$/.test(accountId), 'accountId', 'be the 12 digits of an AWS account', accountId);
  check(
    /^[a-z]{2}(-gov)?-[a-z]+-\d$/.test(region),
    'region',
    'be a region such as eu-central-1',
    region,
  );
  // a bucket's name has at most 63 characters, of which the longest suffix takes 12
  check(
    /^[a-z0-9][a-z0-9-]{1,49}[a-z0-9]$/.test(namePrefix),
    'namePrefix',
    'be 3 to 51 lower-case letters, digits and dashes',
    namePrefix,
  );
  check(
    fileEvents === undefined || FILE_EVENTS.includes(fileEvents),
    'fileEvents',
    `be one of ${FILE_EVENTS.join(', ')}`,
    fileEvents,
  );
  for (const field of ['noncurrentVersionDays', 'accessLogDays'] as const) {
    const days = storage[field] ?? 1;
    const holds = Number.isInteger(days) && days >= 1 && days <= 3650;
    check(holds, field, 'be a whole number between 1 and 3650', days);
  }
  return problems;
}
