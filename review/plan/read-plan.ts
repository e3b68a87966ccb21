import { fromBundlePlan, isBundlePlan } from '../bundle/bundle-plan';
import { ReviewError } from './review-error';
import { requireShape } from './plan-shape';
import type { TerraformPlan } from './terraform-plan';

/** Instructions for a plan that the review can read. */
export const HOW_TO = 'make it by `terraform show -json <planfile> > plan.json`';

/**
 * The plan in the bytes of a file.
 * @param name how the file is called in an error
 * @throws ReviewError where it is anything but a whole plan: a plan that is half read would hide changes
 */
export function readPlan(bytes: Uint8Array, name: string): TerraformPlan {
  const refuse = (got: string, how = HOW_TO): never => {
    throw new ReviewError(`${name} must be a plan as JSON, got: ${got} (${how})`);
  };
  if (bytes.length === 0) refuse('an empty file');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    refuse('a plan file', `\`terraform show -json ${name} > plan.json\` turns it into JSON`);
  }
  const value = parse(textOf(bytes), refuse);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('JSON that is no object');
  }
  if (isBundlePlan(value)) return fromBundlePlan(value, refuse);
  const plan = value as TerraformPlan & Record<string, unknown>;
  if ('lineage' in plan || ('values' in plan && !('planned_values' in plan))) {
    refuse('a state');
  }
  if (typeof plan.format_version !== 'string') refuse('JSON without format_version');
  if (!/^1\.\d+$/.test(plan.format_version)) {
    refuse(
      `format_version ${plan.format_version}`,
      'format 1.x is read, which Terraform has written since 1.1 and OpenTofu always',
    );
  }
  if (plan.errored === true)
    refuse('a plan that ended with errors', 'repair the errors, and plan again');
  if (!('planned_values' in plan) && !('resource_changes' in plan)) {
    refuse('JSON without planned_values and resource_changes');
  }
  requireShape(plan, refuse);
  return plan;
}

/** PowerShell writes UTF-16 where it redirects, and some editors a byte order mark. */
function textOf(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function parse(text: string, refuse: (got: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.startsWith('{"@level"')) refuse('the log of `terraform plan -json`');
    const start = text.trimStart()[0];
    return refuse(start === '{' ? `broken JSON: ${(error as Error).message}` : 'no JSON');
  }
}
