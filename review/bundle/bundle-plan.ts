import { textOf } from '../../rules/plan-values';
import type { ChangeBody, ResourceChange, TerraformPlan } from '../plan/terraform-plan';
import { type ApiBody, providerBody } from './body';
import { typeOf } from './resource-types';
import { hasAttribute, type Step, stepsOf, withoutAttribute, withValueAt } from './struct-path';

/**
 * The plan of a Databricks bundle: `databricks bundle plan -o json` (databricks/cli, cmd/bundle/plan.go
 * and bundle/deployplan/plan.go).
 */
export interface BundlePlan {
  readonly plan_version?: number;
  readonly cli_version?: string;
  readonly plan: Readonly<Record<string, BundleEntry>>;
}

interface BundleEntry {
  readonly action?: string;
  readonly new_state?: {
    readonly value?: ApiBody;
    readonly vars?: Readonly<Record<string, string>>;
  };
  readonly remote_state?: ApiBody;
  readonly changes?: Readonly<Record<string, BundleChange>>;
}

interface BundleChange {
  readonly action: string;
  readonly remote?: unknown;
}

/** Version 1 and 2 differ in nothing that is read here. */
const VERSIONS = [1, 2];
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  '': ['no-op'],
  skip: ['no-op'],
  create: ['create'],
  update: ['update'],
  update_id: ['update'],
  resize: ['update'],
  recreate: ['delete', 'create'],
  delete: ['delete'],
};

/** True if JSON is the plan of a bundle: only that has a `cli_version`. */
export function isBundlePlan(value: object): value is BundlePlan {
  return 'cli_version' in value || ('plan_version' in value && !('format_version' in value));
}

/**
 * The plan of a bundle in the form of a Terraform plan.
 * @param refuse throws with what is wrong and what to do
 */
export function fromBundlePlan(
  bundle: BundlePlan,
  refuse: (got: string, how?: string) => never,
): TerraformPlan {
  const version = bundle.plan_version;
  if (version !== undefined && !VERSIONS.includes(version)) {
    refuse(`plan_version ${version} of a bundle`, `versions ${VERSIONS.join(' and ')} are read`);
  }
  if (typeof bundle.plan !== 'object' || bundle.plan === null || Array.isArray(bundle.plan)) {
    refuse('the plan of a bundle without `plan`', HOW_TO_BUNDLE);
  }
  const changes = Object.entries(bundle.plan).map(([key, entry]) =>
    changeOf(key, entry, bundle.plan, refuse),
  );
  return {
    format_version: '1.2',
    terraform_version: `(none: Databricks CLI ${String(bundle.cli_version ?? 'of unknown version')})`,
    resource_changes: changes,
  };
}

const HOW_TO_BUNDLE = 'make it by `databricks bundle plan -o json > plan.json`';
const DIRECT =
  'set `bundle.engine: direct`, or DATABRICKS_BUNDLE_ENGINE=direct, and make the plan again: the terraform engine writes actions without contents';

function changeOf(
  key: string,
  entry: BundleEntry,
  plan: BundlePlan['plan'],
  refuse: (got: string, how?: string) => never,
): ResourceChange {
  const actions = ACTIONS[entry?.action ?? ''];
  if (typeof entry !== 'object' || entry === null || actions === undefined) {
    return refuse(`the action ${JSON.stringify(entry?.action)} of ${key}`, HOW_TO_BUNDLE);
  }
  const [, group = '', name = '', ...rest] = key.split('.');
  const type = typeOf(group, rest.length > 0 ? rest.join('_') : undefined);
  const hasAfter = actions.includes('create') || actions.includes('update');
  const hasBefore = actions.includes('delete') || actions.includes('update');
  if (hasAfter && entry.new_state?.value === undefined) {
    return refuse(`${key} without its new state`, DIRECT);
  }
  const value = withNamedSecurable(entry.new_state ?? {}, plan);
  const remote = entry.remote_state ?? {};
  const pathOf = (path: string): Step[] =>
    stepsOf(path) ?? refuse(`the path ${JSON.stringify(path)} of ${key}`, HOW_TO_BUNDLE);
  const references = Object.keys(entry.new_state?.vars ?? {}).map((path) =>
    pathOf(path || refuse(`a reference without a path of ${key}`, HOW_TO_BUNDLE)),
  );
  const changes = Object.entries(entry.changes ?? {}).map(
    ([path, { action }]) => [pathOf(path), action] as const,
  );
  const change: ChangeBody = {
    actions,
    before: hasBefore
      ? providerBody(type, group, hasAfter ? declaredPart(remote, value, changes) : remote)
      : actions[0] === 'no-op'
        ? providerBody(type, group, remote)
        : null,
    after: hasAfter
      ? providerBody(type, group, value)
      : actions[0] === 'no-op'
        ? providerBody(type, group, remote)
        : null,
    after_unknown: unknownShape(type, group, value, references),
  };
  return { address: key, mode: 'managed', type, name, change };
}

/**
 * The part of the remote state that the bundle decides: attributes of the new state, and those with a change
 * that the plan makes. The others are the service's own, such as the name of the creator.
 */
function declaredPart(
  remote: ApiBody,
  value: ApiBody,
  changes: readonly (readonly [path: readonly Step[], action: string])[],
): ApiBody {
  const changed = changes.filter(([, action]) => action !== 'skip').map(([[first]]) => first);
  const isDeclared = (name: string) =>
    // a change without a path is one of the whole resource
    name in value || changed.some((first) => first === undefined || isNamed(first, name));
  const declared = Object.fromEntries(Object.entries(remote).filter(([name]) => isDeclared(name)));
  const added = changes
    .filter(([path, action]) => action === 'skip' && !hasAttribute(value, path))
    .map(([path]) => path);
  return added.reduce(withoutAttribute, declared);
}

/**
 * The new state of grants, with the name of their securable. A securable that the same bundle creates has no
 * id yet: its name follows from the plan of that resource, and else its reference stands for it.
 */
function withNamedSecurable(
  { value = {}, vars = {} }: NonNullable<BundleEntry['new_state']>,
  plan: BundlePlan['plan'],
): ApiBody {
  if (!vars.full_name) return value;
  const [, key] = /^\$\{(resources\.[^.]+\.[^.}]+)\.id\}$/.exec(vars.full_name) ?? [];
  const { catalog_name, schema_name, name } = plan[key ?? '']?.new_state?.value ?? {};
  const parts = [catalog_name, schema_name, name].filter((part) => part !== undefined);
  const isKnown = typeof name === 'string' && name !== '' && !parts.includes('');
  return {
    ...value,
    full_name: isKnown ? parts.map((part) => textOf(part ?? '')).join('.') : vars.full_name,
  };
}

/** Stands for a value that is known after the deployment. */
const UNKNOWN = Symbol('known after the deployment');

/**
 * The shape of `after_unknown`: `true` for each reference between resources, which has no value yet. The name
 * of the securable of grants is not among them: it is known, or its reference stands for it.
 */
function unknownShape(
  type: string,
  group: string,
  body: ApiBody,
  references: readonly (readonly Step[])[],
): unknown {
  const unknown = references
    .filter(([first]) => type !== 'databricks_grants' || !isNamed(first, 'full_name'))
    .reduce<unknown>((found, steps) => withValueAt(found, steps, UNKNOWN), body);
  return shapeOf(providerBody(type, group, unknown as ApiBody));
}

function isNamed(step: Step | undefined, name: string): boolean {
  return step !== undefined && 'name' in step && step.name === name;
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}
