import { SECURABLE_ID } from '../../rules/declared-access';
import { type Body, type Json, textOf } from '../../rules/plan-values';
import { triageOf } from '../triage/triage';
import { type Change, toChange } from './change';
import { hide } from './hide';
import { addressesOf, isForeign, referencedNames, withoutKeys } from './references';
import { ReviewError } from './review-error';
import type {
  ActionInvocation,
  CheckResult,
  ConfigurationModule,
  ConfiguredResource,
  StateModule,
  TerraformPlan,
} from './terraform-plan';

/** The change of one output value. */
export interface OutputChange {
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
  /** Sensitivity of the value before the plan, and after it. */
  readonly isSensitive: Readonly<Record<'before' | 'after', boolean>>;
}

/** An action that the apply invokes, or a later one if it is deferred. */
export interface InvokedAction {
  readonly address: string;
  readonly trigger: string;
  /** @default - the action is invoked by this apply */
  readonly deferred?: string;
}

/** The newest minor version of format 1 that the review was written for (Terraform 1.14). */
const NEWEST_MINOR = 2;

/** The parts of a plan, by `internal/command/jsonplan/plan.go` of Terraform. */
const KNOWN_PARTS = new Set([
  'format_version',
  'terraform_version',
  'variables',
  'planned_values',
  'proposed_unknown',
  'resource_drift',
  'resource_changes',
  'deferred_changes',
  'deferred_action_invocations',
  'output_changes',
  'action_invocations',
  'prior_state',
  'configuration',
  'relevant_attributes',
  'checks',
  'timestamp',
  'applyable',
  'complete',
  'errored',
]);

/** A plan to review: its resources, and the resources that their references lead to. */
export class ReviewedPlan {
  readonly terraformVersion: string;
  /** All resources that terraform manages, unchanged and deferred ones included. */
  readonly resources: readonly Change[];
  /** Changes made outside of terraform. */
  readonly drift: readonly Change[];
  /** Time at which the plan was made. @default - not in the plan (before Terraform 1.5) */
  readonly timestamp?: Date;
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly CheckResult[];
  readonly actions: readonly InvokedAction[];
  /** Set where terraform reports that another plan is necessary after this one. */
  readonly isIncomplete: boolean;
  /** Parts of the plan that the review cannot read. */
  readonly unread: readonly string[];

  private readonly byAddress: ReadonlyMap<string, Change>;
  private readonly bodiesById: ReadonlyMap<string, Body>;
  private readonly configured: ReadonlyMap<string, ConfiguredResource>;

  constructor(plan: TerraformPlan) {
    this.terraformVersion = plan.terraform_version;
    const deferred = plan.deferred_changes ?? [];
    this.resources = [
      ...(plan.resource_changes ?? [])
        .filter(({ mode }) => mode !== 'data')
        .map((entry) => toChange(entry)),
      ...deferred
        .filter(({ resource_change: { mode } }) => mode !== 'data')
        .map(({ reason, resource_change: entry }) => toChange(entry, reason ?? 'unknown')),
    ];
    this.drift = (plan.resource_drift ?? []).map((entry) => toChange(entry));
    this.outputs = outputChanges(plan);
    this.checks = plan.checks ?? [];
    this.actions = [
      ...(plan.action_invocations ?? []).map((action) => invokedAction(action)),
      ...(plan.deferred_action_invocations ?? []).map(({ reason, action_invocation: action }) =>
        invokedAction(action, reason ?? 'unknown'),
      ),
    ];
    const time = Date.parse(plan.timestamp ?? '');
    if (!Number.isNaN(time)) this.timestamp = new Date(time);
    this.isIncomplete = plan.complete === false;
    this.unread = unreadParts(plan);
    this.byAddress = new Map(this.resources.map((change) => [change.address, change]));
    this.bodiesById = bodiesById(this.resources, plan.prior_state?.values?.root_module);
    this.configured = new Map(configuredResources(plan.configuration?.root_module, ''));
  }

  ofType(...types: string[]): Change[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** Returns whether the plan creates all of its resources, and the data among them: none exists yet. */
  get isFirstDeployment(): boolean {
    return (
      this.resources.every(({ action }) => action === 'create') &&
      this.resources.some(({ type }) => typeof triageOf(type)?.is.data === 'string')
    );
  }

  /** The body of a resource or data source with this id, of one of the types. */
  withId(id: string, ...types: string[]): Body | undefined {
    for (const type of types) {
      const body = this.bodiesById.get(`${type} ${id}`);
      if (body) return body;
    }
    return undefined;
  }

  /**
   * The resource that an attribute of another takes its value from, where that is not known yet.
   * Undefined where the expression refers to several: any of them may be the one.
   * @param path of the expression: `['grant', 0, 'principal']`
   */
  referenced(address: string, path: readonly (string | number)[]): Change | undefined {
    const [first, ...others] = this.references(address, path);
    return others.length === 0 && typeof first === 'object' ? first : undefined;
  }

  /**
   * All resources that the expression of an attribute refers to, in the same module; the names of
   * data sources and modules, whose values the review does not follow.
   */
  references(address: string, path: readonly (string | number)[]): (Change | string)[] {
    const names = referencedNames(this.configured.get(withoutKeys(address)), path);
    return [
      ...new Set(
        names.flatMap((name) =>
          isForeign(name)
            ? name
            : (addressesOf(name, address, names)
                .map((one) => this.byAddress.get(one))
                .find((found) => found !== undefined) ?? []),
        ),
      ),
    ];
  }

  /** The blocks of one kind as the configuration declares them, each expression apart. */
  declaredBlocks(address: string, name: string): readonly Readonly<Record<string, unknown>>[] {
    const blocks: unknown = this.configured.get(withoutKeys(address))?.expressions?.[name];
    return Array.isArray(blocks) ? (blocks as Readonly<Record<string, unknown>>[]) : [];
  }

  /** The types of the provisioners of a resource: commands that terraform runs with it. */
  provisioners({ address }: Change): string[] {
    const { provisioners = [] } = this.configured.get(withoutKeys(address)) ?? {};
    return provisioners.map(({ type }) => String(type));
  }

  /** The full name of a securable: `lakehouse_prod.silver.deals`. */
  fullName(change: Change, body: Body | undefined = change.after ?? change.before): string {
    const parts = (SECURABLE_ID[change.type] ?? ['name']).flatMap((field) => {
      const value: Json = body?.[field] ?? null;
      if (typeof value === 'string') return value;
      const parent = this.referenced(change.address, [field]);
      if (parent && parent !== change) {
        const known = parent.after?.[field] ?? parent.after?.name;
        if (typeof known === 'string') return known;
        const above = field === 'name' ? undefined : this.referenced(parent.address, [field]);
        return textOf(above?.after?.name ?? parent.name);
      }
      return field === 'name' ? change.name : [];
    });
    return parts.join('.');
  }
}

function outputChanges({ output_changes: changes = {} }: TerraformPlan): OutputChange[] {
  return Object.entries(changes)
    .filter(([, { actions }]) => actions.join() !== 'no-op')
    .map(([name, change]) => ({
      name,
      before: hide(change.before, change.before_sensitive, false),
      after: hide(change.after, change.after_sensitive, change.after_unknown),
      isSensitive: {
        before: change.before_sensitive === true,
        after: change.after_sensitive === true,
      },
    }));
}

function invokedAction(action: ActionInvocation, deferred?: string): InvokedAction {
  const { triggering_resource_address: resource, action_trigger_event: event } =
    action.lifecycle_action_trigger ?? {};
  const trigger = resource === undefined ? 'the command line' : `${resource} (${event ?? 'event'})`;
  return { address: action.address, trigger, ...(deferred !== undefined && { deferred }) };
}

function unreadParts(plan: TerraformPlan): string[] {
  const minor = Number(plan.format_version.split('.')[1] ?? 0);
  const unexplained = plannedWithoutChange(plan);
  return [
    ...(unexplained > 0 ? [`planned values of ${unexplained} resources without a change`] : []),
    ...(minor > NEWEST_MINOR ? [`the format version ${plan.format_version}`] : []),
    ...Object.entries(plan)
      .filter(([part, value]) => !KNOWN_PARTS.has(part) && !isBlank(value))
      .map(([part]) => `the part ${part}`),
  ];
}

/** Planned values come from changes, unchanged resources included: others hide a change. */
function plannedWithoutChange(plan: TerraformPlan): number {
  const changes = new Set(
    [
      ...(plan.resource_changes ?? []),
      ...(plan.deferred_changes ?? []).map(({ resource_change: entry }) => entry),
    ].map(({ address }) => address),
  );
  let count = 0;
  const walk = (module: StateModule | undefined): void => {
    for (const { address } of module?.resources ?? []) if (!changes.has(address)) count += 1;
    for (const child of module?.child_modules ?? []) walk(child);
  };
  walk(plan.planned_values?.root_module);
  return count;
}

function isBlank(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  return value === null || Object.keys(value).length === 0;
}

/** Bodies by their type and id: those of the plan, and of the data sources in the prior state. */
function bodiesById(
  resources: readonly Change[],
  root: StateModule | undefined,
): Map<string, Body> {
  const bodies = new Map<string, Body>();
  const add = (type: string, body: Body | undefined): void => {
    if (body && (typeof body.id === 'string' || typeof body.id === 'number')) {
      bodies.set(`${type} ${body.id}`, body);
    }
  };
  const walk = (module: StateModule | undefined): void => {
    for (const { type, values, sensitive_values: sensitive } of module?.resources ?? []) {
      if (typeof values === 'object' && values !== null) {
        add(type, hide(values, sensitive, false) as Body);
      }
    }
    for (const child of module?.child_modules ?? []) walk(child);
  };
  try {
    walk(root);
  } catch (error) {
    throw new ReviewError(`the prior state of the plan cannot be read: ${String(error)}`);
  }
  for (const { type, before, after } of resources) {
    add(type, before);
    add(type, after);
  }
  return bodies;
}

/** All configured resources, by their addresses without instance keys. */
function configuredResources(
  module: ConfigurationModule | undefined,
  prefix: string,
): [string, ConfiguredResource][] {
  return [
    ...(module?.resources ?? []).map((resource): [string, ConfiguredResource] => [
      `${prefix}${resource.address}`,
      resource,
    ]),
    ...Object.entries(module?.module_calls ?? {}).flatMap(([name, call]) =>
      configuredResources(call.module, `${prefix}module.${name}.`),
    ),
  ];
}
