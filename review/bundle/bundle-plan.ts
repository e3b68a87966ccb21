import { textOf } from '../../rules/plan-values';
import type { ChangeBody, ResourceChange, TerraformPlan } from '../plan/terraform-plan';
import { type ApiBody, attributeName, providerBody } from './body';
import { typeOf } from './resource-types';

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
  const change: ChangeBody = {
    actions,
    before: hasBefore
      ? providerBody(
          type,
          group,
          hasAfter ? declaredPart(remote, value, entry.changes ?? {}) : remote,
        )
      : actions[0] === 'no-op'
        ? providerBody(type, group, remote)
        : null,
    after: hasAfter
      ? providerBody(type, group, value)
      : actions[0] === 'no-op'
        ? providerBody(type, group, remote)
        : null,
    after_unknown: unknownShape(type, value, entry.new_state?.vars ?? {}),
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
  changes: Readonly<Record<string, BundleChange>>,
): ApiBody {
  const changed = Object.entries(changes)
    .filter(([, { action }]) => action !== 'skip')
    // an element of an embedded list has no name before its index
    .map(([path]) => /^[^.[]*/.exec(path)![0] || '__embed__');
  const names = new Set([...Object.keys(value), ...changed]);
  const declared = Object.fromEntries(Object.entries(remote).filter(([name]) => names.has(name)));
  const added = Object.entries(changes)
    .filter(([, { action }]) => action === 'skip')
    .map(([path]) => stepsOf(path))
    .filter((steps) => !hasAttribute(value, steps));
  return added.reduce(withoutAttribute, declared);
}

/** An attribute, or the element of a list by its index or by one of its attributes. */
type Step = { name: string } | { index: number } | { key: string; value: string };

/** The steps of a path such as `tasks[task_key='a'].timeout_seconds` (databricks/cli, libs/structs/structpath). */
function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[(\d+)\]|\[([^=\]]+)='((?:[^']|'')*)'\]|([^.[\]]+)/g)].map(
    ([, index, key, value = '', name = '']) =>
      index !== undefined
        ? { index: Number(index) }
        : key !== undefined
          ? { key, value: value.replaceAll("''", "'") }
          : { name },
  );
}

/** True for the element of a list that a step selects. */
function isSelected(element: unknown, i: number, step: Step): boolean {
  if ('index' in step) return i === step.index;
  return 'key' in step && (element as ApiBody | null)?.[step.key] === step.value;
}

function hasAttribute(body: unknown, [step, ...rest]: readonly Step[]): boolean {
  if (step === undefined) return true;
  if (Array.isArray(body)) {
    return body.some((element, i) => isSelected(element, i, step) && hasAttribute(element, rest));
  }
  if (typeof body !== 'object' || body === null || !('name' in step)) return false;
  return step.name in body && hasAttribute((body as ApiBody)[step.name], rest);
}

/** A body without the attribute at a path; the same body where it has no such attribute. */
function withoutAttribute<T>(body: T, [step, ...rest]: readonly Step[]): T {
  if (step === undefined) return body;
  if (Array.isArray(body)) {
    return body.map((element: unknown, i) =>
      isSelected(element, i, step) ? withoutAttribute(element, rest) : element,
    ) as T;
  }
  if (typeof body !== 'object' || body === null || !('name' in step) || !(step.name in body)) {
    return body;
  }
  const { [step.name]: attribute, ...others } = body as ApiBody;
  if (rest.length === 0) return others as T;
  return { ...body, [step.name]: withoutAttribute(attribute, rest) };
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

/** References between resources have no value yet: the shape of `after_unknown` with `true` there. */
function unknownShape(
  type: string,
  body: ApiBody,
  vars: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const shape: Record<string, unknown> = {};
  for (const path of Object.keys(vars)) {
    const [first, ...rest] = namesOf(stepsOf(path), body);
    if (first !== undefined) mark(shape, [attributeName(type, first), ...rest]);
  }
  return shape;
}

/** Marks the attribute at a path as unknown. */
function mark(shape: Record<string, unknown>, [name, ...rest]: readonly string[]): void {
  if (name === undefined || shape[name] === true) return;
  if (rest.length === 0) shape[name] = true;
  else mark((shape[name] ??= {}) as Record<string, unknown>, rest);
}

/** Returns the steps as names, with the index of an element of a list. An element that does not exist ends them. */
function namesOf(steps: readonly Step[], body: unknown): string[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [];
  const elements: readonly unknown[] = Array.isArray(body) ? body : [];
  const name =
    'name' in step
      ? step.name
      : String(elements.findIndex((element, i) => isSelected(element, i, step)));
  // the list as a whole is unknown then
  if (name === '-1') return [];
  return [name, ...namesOf(rest, (body as ApiBody | null | undefined)?.[name])];
}
