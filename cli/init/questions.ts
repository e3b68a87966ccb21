/** Questions of `lakehouse init`: each has a rule, and a default if one fits all. */
import type { Cloud } from '../../environments/settings';
import { CLOUDS } from '../../environments/settings/clouds';

/** Answers by the key of their question; a question that was not asked has none. */
export type Answers = Readonly<Record<string, string>>;

/** Returns the answer to a question. @throws Error if the question was not asked */
export function answerTo(answers: Answers, key: string): string {
  const answer = answers[key];
  if (answer === undefined) throw new Error(`answer to ${key}: missing. Ask the question first`);
  return answer;
}

export interface Question {
  readonly key: string;
  readonly text: string;
  /** @default - asked always */
  readonly when?: (answers: Answers) => boolean;
  /** @default - any answer that keeps the rule */
  readonly choices?: readonly string[];
  /** @default - the question has to be answered */
  readonly fallback?: (answers: Answers) => string;
  /** Pattern of valid answers, and its description. @default - not blank */
  readonly rule?: readonly [pattern: RegExp, words: string];
}

const cloudIs =
  (...clouds: Cloud[]) =>
  ({ cloud }: Answers): boolean =>
    clouds.some((one) => one === cloud);
const storageIs =
  (...kinds: string[]) =>
  ({ storage }: Answers): boolean =>
    kinds.some((kind) => kind === storage);
const isFull = ({ edition }: Answers): boolean => edition !== 'free';
const dashed = (answers: Answers): string => `lakehouse-${answerTo(answers, 'name')}`;
const always = (value: string) => (): string => value;

const OPTIONAL = /^/;

/** Asked in this order: what follows may depend on what came before. */
export const QUESTIONS: readonly Question[] = [
  {
    key: 'name',
    text: 'Name of the environment',
    rule: [/^[a-z][a-z0-9-]*$/, 'be lower-case letters, digits and dashes'],
  },
  {
    key: 'edition',
    text: 'Edition of Databricks: full, or the Free Edition (free)',
    choices: ['full', 'free'],
    fallback: always('full'),
  },
  {
    key: 'cloud',
    text: 'Cloud of the workspace',
    when: isFull,
    choices: ['aws', 'azure', 'gcp'],
  },
  {
    key: 'host',
    text: 'URL of the workspace (empty: as DATABRICKS_HOST or the profile says)',
    fallback: always(''),
    rule: [/^$|^https:\/\/[^/\s]+\/?$/, 'be the URL of a workspace, or empty'],
  },
  {
    key: 'profile',
    text: 'Profile of the Databricks configuration file (empty: none)',
    fallback: always(''),
    rule: [OPTIONAL, ''],
  },
  {
    key: 'catalog',
    text: 'Catalog to make (Free Edition: the catalog that exists)',
    fallback: (answers) =>
      isFull(answers) ? `lakehouse_${answerTo(answers, 'name').replaceAll('-', '_')}` : 'workspace',
    rule: [/^[a-z_][a-z0-9_]*$/, 'be a lower-case SQL identifier'],
  },
  {
    key: 'stateRegion',
    text: 'Region of the bucket that keeps the Terraform state',
    when: cloudIs('aws'),
  },
  {
    key: 'stateResourceGroup',
    text: 'Resource group of the storage account that keeps the Terraform state',
    when: cloudIs('azure'),
  },
  {
    key: 'stateContainer',
    text: 'Container of the Terraform state',
    when: cloudIs('azure'),
    fallback: always('terraform'),
  },
  {
    key: 'stateBucket',
    text: 'Bucket (Azure: storage account) that keeps the Terraform state',
    when: isFull,
    rule: [/^[a-z0-9][a-z0-9._-]+$/, 'be the name of a bucket or storage account'],
  },
  {
    key: 'storage',
    text: 'Data: by Databricks (managed), in buckets made here (declared, AWS only), in storage that is there (existing)',
    when: isFull,
    choices: ['managed', 'declared', 'existing'],
    fallback: always('managed'),
  },
  {
    key: 'awsAccount',
    text: 'AWS account of the buckets',
    when: storageIs('declared'),
    rule: [/^\d{12}$/, 'be the 12 digits of an AWS account'],
  },
  {
    key: 'awsRegion',
    text: 'Region of the buckets',
    when: storageIs('declared'),
    fallback: (answers) => answerTo(answers, 'stateRegion'),
  },
  {
    key: 'prefix',
    text: 'What the names of the buckets begin with (must be free in all of AWS)',
    when: storageIs('declared'),
    fallback: dashed,
  },
  { key: 'managedLocation', text: 'Location of the tables', when: storageIs('existing') },
  { key: 'landingLocation', text: 'Location that documents land in', when: storageIs('existing') },
  {
    key: 'identity',
    text: 'Role ARN (AWS) or access connector id (Azure) to declare credentials of, or the name of a storage credential that is there',
    when: (answers) => storageIs('existing')(answers) && cloudIs('aws', 'azure')(answers),
  },
  {
    key: 'ownersGroup',
    text: 'Group that owns the catalog and its data (the deploying principal is a member)',
    fallback: always('lakehouse-owners'),
  },
  {
    key: 'dataEngineersGroup',
    text: 'Group of the data engineers',
    fallback: always('data-engineers'),
  },
  { key: 'analystsGroup', text: 'Group of the analysts', fallback: always('analysts') },
  { key: 'reviewersGroup', text: 'Group that sees all calls', fallback: always('reviewers') },
  {
    key: 'piiReadersGroup',
    text: 'Group that sees names and transcripts unmasked',
    fallback: always('pii-readers'),
  },
  {
    key: 'jobsPrincipalName',
    text: 'Service principal that jobs run as',
    fallback: ({ name }) => `lakehouse-jobs-${name}`,
  },
  {
    key: 'jobsPrincipalId',
    text: 'Its application id',
    rule: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'be an application id'],
  },
  {
    key: 'jobCompute',
    text: 'Compute of jobs: clusters (cluster) or serverless compute (serverless)',
    when: isFull,
    choices: ['cluster', 'serverless'],
    fallback: always('cluster'),
  },
  {
    key: 'nodeType',
    text: 'Machines of job clusters',
    when: ({ jobCompute }) => jobCompute === 'cluster',
    fallback: ({ cloud }) => CLOUDS[cloud as Cloud].nodeType.example,
  },
  {
    key: 'failureEmail',
    text: 'E-mail addresses for failed runs (empty: none)',
    fallback: always(''),
    rule: [/^$|^[^@\s]+@[^@\s]+$/, 'be an e-mail address, or empty'],
  },
];

/** What is wrong with an answer; undefined where nothing is. */
export function problemOf(question: Question, answer: string): string | undefined {
  const { key, choices } = question;
  const got = answer === '' ? '""' : answer;
  if (choices) {
    return choices.includes(answer)
      ? undefined
      : `\`${key}\`: unknown choice, got ${got}. Use one of ${choices.join(', ')}`;
  }
  const [pattern, words] = question.rule ?? [/\S/, 'not be blank'];
  return pattern.test(answer) ? undefined : `\`${key}\` must ${words}, got ${got}`;
}
