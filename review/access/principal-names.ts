import type { LakehouseSettings } from '../../environments/settings';
import type { Body } from '../../rules/plan-values';
import { bodyOf, type Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';

const IDENTITIES = ['databricks_user', 'databricks_service_principal', 'databricks_group'];

/** Names of principals, by the ids that resources refer to them by. */
export class PrincipalNames {
  private readonly byApplicationId: ReadonlyMap<string, string>;

  constructor(
    private readonly plan: ReviewedPlan,
    { jobsPrincipalId: id, jobsPrincipalName: name }: LakehouseSettings,
  ) {
    this.byApplicationId = new Map([
      ...(id === undefined ? [] : [[id, name] as const]),
      ...plan.ofType('databricks_service_principal').flatMap((change) => {
        const { application_id: application, display_name: display } = bodyOf(change);
        return typeof application === 'string' && typeof display === 'string'
          ? [[application, display] as const]
          : [];
      }),
    ]);
  }

  /** The display name of a service principal with this application id; any other name as it is. */
  ofName(name: string): string {
    return this.byApplicationId.get(name) ?? name;
  }

  /** The name of the user, service principal or group with this id. */
  ofId(id: string): string | undefined {
    const body = this.plan.withId(id, ...IDENTITIES, ...IDENTITIES.map((type) => `${type}s`));
    return body && nameOfBody(body);
  }

  /** The name of the principal that an attribute holds the id of. */
  ofIdIn({ address }: Change, body: Body, attribute: string): string | undefined {
    const id = body[attribute] ?? null;
    if (typeof id === 'string' || typeof id === 'number')
      return this.ofId(String(id)) ?? String(id);
    const referenced = this.plan.referenced(address, [attribute]);
    return referenced && nameOf(referenced);
  }
}

/** The name that people know a resource by. */
export function nameOf(change: Change): string {
  return nameOfBody(bodyOf(change)) ?? change.name;
}

function nameOfBody(body: Body): string | undefined {
  const { display_name: display, user_name: user, name, path } = body;
  const known = [user, display, name, path].find((value) => typeof value === 'string');
  return typeof known === 'string' ? known : undefined;
}
