/** Plans to review: real ones that were cut to what a test needs, and resources put into them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { local } from '../../environments/local';
import type { LakehouseSettings } from '../../environments/settings';
import { readPlan } from '../../review/plan/read-plan';
import type { ResourceChange, TerraformPlan } from '../../review/plan/terraform-plan';

export const settings: LakehouseSettings = local({ home: '/tmp/none' });

/** A plan of `terraform show -json` that lies in plans/. */
export function storedPlan(name: string): TerraformPlan {
  const file = join(__dirname, 'plans', `${name}.json`);
  return readPlan(readFileSync(file), file);
}

type Body = Record<string, unknown> | null;

/** An entry of `resource_changes`; what is done follows from what there is before and after. */
export function resource(
  address: string,
  before: Body,
  after: Body,
  more: Partial<ResourceChange['change']> = {},
): ResourceChange {
  const [type, name] = address.split('.') as [string, string];
  const same = JSON.stringify(before) === JSON.stringify(after);
  const actions = before === null ? ['create'] : after === null ? ['delete'] : ['update'];
  return {
    address,
    mode: 'managed',
    type,
    name,
    change: { actions: same ? ['no-op'] : actions, before, after, ...more },
  };
}

const CATALOG = { name: 'lakehouse_local' };

/** A plan of these resources, in a lakehouse that has its catalog. */
export function planOf(...resources: ResourceChange[]): TerraformPlan {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: [resource('databricks_catalog.lakehouse', CATALOG, CATALOG), ...resources],
  };
}
