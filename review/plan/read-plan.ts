import { fromBundlePlan, isBundlePlan } from '../bundle/bundle-plan';
import { textOf } from './encoding';
import { requireShape } from './plan-shape';
import { ReviewError } from './review-error';
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
    throw new ReviewError(`${name}: not a plan as JSON, got ${got} (${how})`);
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
  if (!/^(?:0\.[12]|1\.\d+)$/.test(plan.format_version)) {
    refuse(
      `format_version ${plan.format_version}`,
      'the formats 0.1 and 0.2 of Terraform before 1.1, and 1.x of Terraform and OpenTofu, are read',
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

function parse(text: string, refuse: (got: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.startsWith('{"@level"')) refuse('the log of `terraform plan -json`');
    const trimmed = text.trim();
    if (trimmed === '') refuse('an empty file');
    if (!trimmed.startsWith('{')) refuse('no JSON');
    // the message of the parser quotes the text around the error, which may hold a secret
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const where = position === undefined ? '' : ` at character ${position}`;
    return refuse(
      trimmed.endsWith('}')
        ? `broken JSON${where}`
        : `JSON that ends too early, after ${trimmed.length} characters`,
    );
  }
}
