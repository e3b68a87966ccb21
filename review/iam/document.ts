/**
 * IAM policy documents, by the grammar of the IAM User Guide ("Grammar of the IAM JSON policy
 * language"). The one well-kept library for it, @cloud-copilot/iam-policy, is under the AGPL, which
 * the licence of this project excludes; request simulators answer for one request, not for all.
 */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Types of principals with their names; `*` for all. @default - an identity policy */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  /** Set for a statement about all principals but these. */
  readonly isNotPrincipal: boolean;
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  readonly resources: readonly string[];
  readonly isNotResource: boolean;
  readonly conditions: readonly Condition[];
}

export interface Condition {
  /** In lower case, with its prefix and suffix: `forallvalues:stringlikeifexists`. */
  readonly operator: string;
  /** In lower case, as IAM compares keys. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of a policy document; undefined for a text that is no document. */
export function parseDocument(text: string): Statement[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { statement } = lowerKeys(document) ?? {};
  if (statement === undefined) return undefined;
  const statements = list(statement).map(parseStatement);
  return statements.every((one) => one !== undefined) ? statements : undefined;
}

function parseStatement(value: unknown): Statement | undefined {
  const fields = lowerKeys(value);
  if (fields === undefined) return undefined;
  const effect = String(fields.effect).toLowerCase();
  if (effect !== 'allow' && effect !== 'deny') return undefined;
  const isNotPrincipal = fields.notprincipal !== undefined;
  const named = fields.principal ?? fields.notprincipal;
  return {
    effect: effect === 'allow' ? 'Allow' : 'Deny',
    ...(named !== undefined && { principals: parsePrincipals(named) }),
    isNotPrincipal,
    actions: texts(fields.action ?? fields.notaction),
    isNotAction: fields.notaction !== undefined,
    resources: texts(fields.resource ?? fields.notresource),
    isNotResource: fields.notresource !== undefined,
    conditions: parseConditions(fields.condition),
  };
}

function parsePrincipals(value: unknown): Record<string, string[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { '*': texts(value) };
  }
  return Object.fromEntries(Object.entries(value).map(([type, names]) => [type, texts(names)]));
}

function parseConditions(value: unknown): Condition[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as object).map(([key, values]) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: texts(values),
    })),
  );
}

function texts(value: unknown): string[] {
  return value === undefined ? [] : list(value).map(String);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function lowerKeys(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key.toLowerCase(), field]),
  );
}
