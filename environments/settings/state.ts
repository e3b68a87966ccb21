import type { LakehouseSettings } from '.';
import { show } from './problems';
import { NO_DEFAULTS, type Topic } from './topic';

/** Storage of the Terraform state: one place per environment, encrypted, locked during writes. */
export type Backend =
  | { readonly kind: 'local'; readonly path: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly key: string;
      readonly region: string;
      /** @default - the encryption of the bucket: at least SSE-S3 */
      readonly kmsKeyArn?: string;
    }
  | {
      /** Signs in by Entra ID; a storage account always encrypts. */
      readonly kind: 'azurerm';
      readonly resourceGroup: string;
      readonly storageAccount: string;
      readonly container: string;
      readonly key: string;
    }
  | {
      readonly kind: 'gcs';
      readonly bucket: string;
      readonly prefix: string;
      /** @default - the encryption of the bucket */
      readonly kmsKeyName?: string;
    };

/** The Terraform state. */
export interface StateSettings {
  /** Storage of the Terraform state: `local`, `s3`, `azurerm` or `gcs`, with its place. */
  readonly backend: Backend;
}

type Rule = readonly [pattern: RegExp, problem: string];

const BUCKET: Rule = [/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, 'not the name of a bucket'];
const OBJECT: Rule = [/^[^/\s]\S*[^/\s]$/, 'not the name of an object, with no slash around it'];

/** The rule of each field of each kind of backend. */
const RULES: Readonly<Record<Backend['kind'], Readonly<Record<string, Rule>>>> = {
  local: {},
  s3: {
    bucket: BUCKET,
    key: OBJECT,
    region: [/^[a-z]{2}(-[a-z]+)+-\d$/, 'not a region such as eu-central-1'],
    kmsKeyArn: [/^arn:aws[a-z-]*:kms:/, 'not the ARN of a KMS key'],
  },
  azurerm: {
    storageAccount: [/^[a-z0-9]{3,24}$/, 'not 3 to 24 lower-case letters and digits'],
    container: [/^[a-z0-9](-?[a-z0-9]){2,62}$/, 'not the name of a container'],
    key: OBJECT,
  },
  gcs: {
    bucket: BUCKET,
    prefix: OBJECT,
    kmsKeyName: [/^projects\/[^/]+\/locations\/[^/]+\/keyRings\//, 'not the name of a KMS key'],
  },
};

/** Settings of the Terraform state. */
export const STATE: Topic<StateSettings> = {
  names: { backend: true },
  resolve: NO_DEFAULTS,
  problems: ({ backend }) => backendProblems(backend),
};

function backendProblems(backend: Backend): string[] {
  if (!Object.hasOwn(RULES, backend.kind)) {
    const known = Object.keys(RULES).join(', ');
    return [`\`backend.kind\`: not one of ${known}, got ${show(backend.kind)}`];
  }
  const rules = RULES[backend.kind];
  return Object.entries(backend).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const isBlank = typeof value !== 'string' || value.trim() === '';
    if (isBlank) return [`\`backend.${field}\`: blank, got ${show(value)}`];
    const [pattern, problem] = rules[field] ?? [/./, ''];
    return pattern.test(value) ? [] : [`\`backend.${field}\`: ${problem}, got ${show(value)}`];
  });
}

/** Refuses two environments with the same state: each would destroy the resources of the other. */
export function requireDistinctStates(all: readonly LakehouseSettings[]): void {
  const seen = new Map<string, string>();
  for (const { environment, backend } of all) {
    const place = placeOf(backend);
    const other = seen.get(place);
    if (other !== undefined) {
      throw new Error(`\`backend\` of ${environment}: the same as that of ${other}, got ${place}`);
    }
    seen.set(place, environment);
  }
}

function placeOf(backend: Backend): string {
  switch (backend.kind) {
    case 'local':
      return backend.path;
    case 's3':
      return `s3://${backend.bucket}/${backend.key}`;
    case 'azurerm':
      return `${backend.storageAccount}/${backend.container}/${backend.key}`;
    case 'gcs':
      return `gs://${backend.bucket}/${backend.prefix}`;
  }
}
