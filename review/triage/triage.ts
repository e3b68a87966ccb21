import attributeNames from './attributes.json';
import aws from './aws.json';
import awsByName from './aws-types.json';
import databricks from './databricks.json';
import others from './others.json';

/** Purposes for which a resource type matters to a review. */
export type Kind = 'data' | 'access' | 'protection' | 'secret' | 'code' | 'cost';

/**
 * Consequences of a change to an attribute.
 *
 * - `owner`, `access`: the change may give access.
 * - `document`: an IAM policy document; `managed`: the ARN of a managed policy. Both are evaluated.
 * - `data`: the change may delete data or its history. `protection`: the change may weaken a safeguard.
 * - `caution`, `secret`: the reader must know of the change; it blocks nothing.
 * - `judged`: a policy evaluates the attribute.
 * - the others are shown, and have no such consequence.
 */
export type Concern =
  | 'owner'
  | 'access'
  | 'document'
  | 'managed'
  | 'data'
  | 'protection'
  | 'caution'
  | 'secret'
  | 'judged'
  | 'code'
  | 'cost'
  | 'identity'
  | 'setting'
  | 'label'
  | 'computed';

/** Triage of one attribute. */
export interface AttributeTriage {
  /** The attribute, or the path to an attribute of a block: `aws_attributes.instance_profile_arn`. */
  readonly path: string;
  readonly concern: Concern;
  /** The values that matter (review/triage/README.md). @default - any change matters */
  readonly rule?: string;
}

/** Triage of one resource type. */
export interface Triage {
  /** Purposes of the type; a phrase completes a message about it. */
  readonly is: Readonly<Partial<Record<Kind, string | true>>>;
  /** Set where each attribute of the type has an entry. */
  readonly isComplete: boolean;
  readonly attributes: ReadonlyMap<string, readonly AttributeTriage[]>;
  /** The attributes with a concern. */
  readonly ofConcern: (concern: Concern) => readonly AttributeTriage[];
}

interface TypeEntry {
  readonly is: Triage['is'];
  readonly attributes: Readonly<Partial<Record<Concern, readonly string[]>>>;
}

const COMMON = byAttribute(attributeNames);

const TYPES = new Map<string, Triage>([
  ...Object.entries(triagedByName()),
  ...Object.entries({ ...databricks, ...aws, ...others } as Readonly<
    Record<string, TypeEntry>
  >).map(
    ([type, { is, attributes }]) =>
      [type, triage(is, true, new Map([...COMMON, ...byAttribute(attributes)]))] as const,
  ),
]);

/** The triage of a resource type; undefined for a type without an entry. */
export function triageOf(type: string): Triage | undefined {
  return TYPES.get(type);
}

/** The attributes of a type with a concern; none for a type without an entry. */
export function attributesOf(type: string, concern: Concern): readonly AttributeTriage[] {
  return TYPES.get(type)?.ofConcern(concern) ?? [];
}

/** All types that have an entry. */
export function triagedTypes(): ReadonlyMap<string, Triage> {
  return TYPES;
}

/** Types that only their names classify: their attributes are the common ones. */
function triagedByName(): Record<string, Triage> {
  const kinds = new Map<string, Partial<Record<Kind, string | true>>>();
  for (const [kind, types] of Object.entries(awsByName) as [Kind, string[]][]) {
    for (const type of types) {
      const phrase = `the ${type.replace('aws_', '').replaceAll('_', ' ')}`;
      kinds.set(type, { ...kinds.get(type), [kind]: phrase });
    }
  }
  return Object.fromEntries([...kinds].map(([type, is]) => [type, triage(is, false, COMMON)]));
}

function triage(is: Triage['is'], isComplete: boolean, attributes: Triage['attributes']): Triage {
  const all = [...attributes.values()].flat();
  const byConcern = new Map<Concern, readonly AttributeTriage[]>();
  const ofConcern = (concern: Concern): readonly AttributeTriage[] => {
    const known = byConcern.get(concern) ?? all.filter((one) => one.concern === concern);
    byConcern.set(concern, known);
    return known;
  };
  return { is, isComplete, attributes, ofConcern };
}

function byAttribute(entries: TypeEntry['attributes']): Map<string, readonly AttributeTriage[]> {
  const attributes = new Map<string, AttributeTriage[]>();
  for (const [concern, list] of Object.entries(entries) as [Concern, readonly string[]][]) {
    for (const text of list) {
      const [path, rule] = text.split(':') as [string, string | undefined];
      const name = path.split('.')[0] as string;
      const triage = { path, concern, ...(rule !== undefined && { rule }) };
      attributes.set(name, [...(attributes.get(name) ?? []), triage]);
    }
  }
  return attributes;
}
