/** What a statement may change, as far as the cached table descriptions care. */

export type Effect =
  /** Changes nothing that is described. */
  | { kind: 'none' }
  | { kind: 'table'; operation: 'create' | 'alter' | 'drop'; fullName: string }
  | { kind: 'schema'; operation: 'create' | 'drop'; fullName: string }
  /** May change anything. */
  | { kind: 'unknown' };

const IDENTIFIER = '(?:`(?:[^`]|``)+`|\\w+)';
const NAME = `(${IDENTIFIER}(?:\\s*\\.\\s*${IDENTIFIER}){0,2})(?!\\s*\\.)`;
const flags = 'i';

const CREATE_TEMPORARY = /^create\s+(?:or\s+replace\s+)?(?:global\s+)?temp(?:orary)?\s/i;
const CREATE = new RegExp(
  `^create\\s+(?:or\\s+replace\\s+)?(?:external\\s+)?(?:table|view)\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}`,
  flags,
);
const ALTER = new RegExp(`^(?:alter|comment\\s+on)\\s+(?:table|view)\\s+${NAME}`, flags);
const DROP = new RegExp(`^drop\\s+(?:table|view)\\s+(?:if\\s+exists\\s+)?${NAME}`, flags);
const SCHEMA = new RegExp(
  `^(create|drop)\\s+(?:schema|database)\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?${NAME}`,
  flags,
);
const READ = /^(?:\(*\s*select|values|from|show|describe|desc|explain|use|set|list)\b/i;
const WITH_QUERY = /^with\b/i;
const WRITES = /\b(?:insert|merge|update|delete|overwrite)\b/i;

/** `statement` without the comments and white space before its first word. */
function withoutLeadingComments(statement: string): string {
  return statement.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
}

/** The parts of a possibly quoted name. */
function parts(name: string): string[] {
  return [...name.matchAll(new RegExp(IDENTIFIER, 'g'))].map(([part]) =>
    (part.startsWith('`') ? part.slice(1, -1).replaceAll('``', '`') : part).toLowerCase(),
  );
}

/** What `statement` may change, with names completed from its current catalog and schema. */
export function effectOf(statement: string, catalog: string, schema: string): Effect {
  const text = withoutLeadingComments(statement);
  if (READ.test(text) || CREATE_TEMPORARY.test(text)) return { kind: 'none' };
  if (WITH_QUERY.test(text) && !WRITES.test(text)) return { kind: 'none' };
  // IDENTIFIER(...) names what only the engine can work out
  if (/\bidentifier\s*\(/i.test(text)) return { kind: 'unknown' };
  const complete = (name: string, length: number): string =>
    [...[catalog, schema].slice(0, length - parts(name).length), ...parts(name)].join('.');
  for (const [operation, pattern] of [
    ['create', CREATE],
    ['alter', ALTER],
    ['drop', DROP],
  ] as const) {
    const name = pattern.exec(text)?.[1];
    if (name === undefined || /\brename\s+to\b/i.test(text)) continue;
    return { kind: 'table', operation, fullName: complete(name, 3) };
  }
  const [, verb, name] = SCHEMA.exec(text) ?? [];
  if (verb !== undefined && name !== undefined) {
    const operation = verb.toLowerCase() as 'create' | 'drop';
    return { kind: 'schema', operation, fullName: complete(name, 2) };
  }
  return { kind: 'unknown' };
}
