import { Hidden, type Json } from '../../rules/plan-values';
import { deployedFile, deployedText } from '../changes/deployed-file';
import type { Change } from '../plan/change';
import { secretIn } from '../secrets/secret-value';
import { isDeclared, type Policy, type PolicyContext, type Violation } from './policy';

/**
 * Attributes whose values everyone reads who may see the cluster, job or endpoint. Terraform keeps a sensitive
 * value out of its output, but the service stores it there as plain text.
 */
const READABLE =
  /^(?:spark_conf|spark_env_vars|environment_vars|environment|configuration|base_parameters|job_parameters|named_parameters|parameters?|python_params|jar_params|python_named_params|custom_tags|tags|properties|default|content|content_base64)$/;

export const secretInPlan: Policy = {
  name: 'secret-in-plan',
  severity: 'block',
  rule: 'no secret is stored as plain text in configuration: every reader of the resource, the plan or the state reads it',
  repair:
    'Store the value in a secret scope and refer to it as `{{secrets/<scope>/<key>}}`; then replace the exposed secret.',
  check: (context) =>
    context.changes
      .filter(isDeclared)
      .flatMap((change) => [...attributesOf(change), ...fileOf(change, context)]),
};

function attributesOf({ address, after }: Change): Violation[] {
  return [...secrets(after ?? null, [])].map(({ path, hidden }) => ({
    address,
    subject: path,
    message: `\`${path}\` holds ${hidden.what ?? 'a secret'} as plain text${reason(hidden)}`,
  }));
}

function reason({ by }: Hidden): string {
  if (by === 'name') return ', by its name';
  return by === 'provider' ? ', from a sensitive value' : '';
}

interface Found {
  readonly path: string;
  readonly hidden: Hidden;
}

function* secrets(value: Json, path: readonly string[]): Generator<Found> {
  if (value instanceof Hidden) {
    const isReadable = path.some((name) => READABLE.test(name));
    if (value.by === 'name' || value.by === 'shape' || (value.by === 'provider' && isReadable)) {
      yield { path: path.join('.'), hidden: value };
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [name, item] of Object.entries(value)) {
    // a single block is written without its index, as the report does
    yield* secrets(item, isList && value.length === 1 ? path : [...path, name]);
  }
}

/** A deployed file whose text is at hand. */
function fileOf(change: Change, { settings, sources }: PolicyContext): Violation[] {
  const file = deployedFile(change, settings.workspaceRoot);
  const text = file && sources && deployedText(file, sources);
  const what = text === undefined ? undefined : secretIn(text);
  if (file === undefined || what === undefined) return [];
  const message = `the file ${file.path} holds ${what} as plain text`;
  return [{ address: change.address, subject: file.path, message }];
}
