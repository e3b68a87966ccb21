import { SECURABLE_ID } from '../../constructs/governance/declared-access';
import { toChange, type Change } from './change';
import type { Body, Json } from './hidden';
import type { TerraformPlan } from './terraform-plan';

/** A plan, ready to be looked at: its resources, and what their references lead to. */
export class ReviewedPlan {
  readonly terraformVersion: string;
  /** All resources that terraform manages, those that stay as they are among them. */
  readonly resources: readonly Change[];
  /** What was changed outside of terraform. */
  readonly drift: readonly Change[];
  /** Addresses that terraform cannot plan yet, with its reason. */
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
  /** Time at which the plan was made. @default - not in the plan (before Terraform 1.5) */
  readonly timestamp?: Date;
  /** Whether terraform itself says that more is to do than it shows. */
  readonly isIncomplete: boolean;

  private readonly byAddress: ReadonlyMap<string, Change>;
  private readonly references: ReadonlyMap<string, Readonly<Record<string, unknown>>>;

  constructor(plan: TerraformPlan) {
    this.terraformVersion = plan.terraform_version;
    const managed = (plan.resource_changes ?? []).filter(({ mode }) => mode !== 'data');
    this.resources = managed.map(toChange);
    this.drift = (plan.resource_drift ?? []).map(toChange);
    this.deferred = (plan.deferred_changes ?? []).map(({ reason, resource_change: change }) => ({
      address: change.address,
      reason: reason ?? 'unknown',
    }));
    const time = Date.parse(plan.timestamp ?? '');
    if (!Number.isNaN(time)) this.timestamp = new Date(time);
    this.isIncomplete = plan.complete === false;
    this.byAddress = new Map(this.resources.map((change) => [change.address, change]));
    this.references = new Map(
      (plan.configuration?.root_module?.resources ?? []).map((resource) => [
        resource.address,
        resource.expressions ?? {},
      ]),
    );
  }

  ofType(...types: string[]): Change[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /**
   * The resource that an attribute of another takes its value from, where that is not known yet.
   * @param path of the expression: `['grant', 0, 'principal']`
   */
  referenced(address: string, path: readonly (string | number)[]): Change | undefined {
    let at: unknown = this.references.get(address.replace(/\[[^\]]*\]$/, ''));
    for (const key of path) at = (at as Record<string | number, unknown> | undefined)?.[key];
    const names = (at as { references?: string[] } | undefined)?.references ?? [];
    for (const name of names) {
      const found = this.byAddress.get(name.split('.').slice(0, 2).join('.'));
      if (found) return found;
    }
    return undefined;
  }

  /** The blocks of one kind as the configuration declares them, each expression apart. */
  declaredBlocks(address: string, name: string): readonly Readonly<Record<string, unknown>>[] {
    const blocks = this.references.get(address)?.[name];
    return Array.isArray(blocks) ? blocks : [];
  }

  /** The full name of a securable: `lakehouse_prod.silver.deals`. */
  fullName(change: Change, body: Body | undefined = change.after ?? change.before): string {
    const parts = (SECURABLE_ID[change.type] ?? ['name']).flatMap((field) => {
      const value: Json = body?.[field] ?? null;
      if (typeof value === 'string') return value;
      const parent = this.referenced(change.address, [field]);
      if (parent && parent !== change) return String(parent.after?.name ?? parent.name);
      return field === 'name' ? change.name : [];
    });
    return parts.join('.');
  }
}
