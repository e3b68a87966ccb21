import type { ColumnContract, RuleContract, SetRuleContract, TableContract } from './table';
import { fieldNames, parseType } from './types';

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/** Everything that is wrong with a table contract: each problem names field, rule and value. */
export function problemsOf(contract: TableContract): string[] {
  const names = contract.columns.map((c) => c.name);
  const known = new Set([...names, ...(contract.candidateColumns ?? [])]);
  return [
    ...identifierProblems('name', [contract.name]),
    ...identifierProblems('columns', names),
    ...duplicateProblems('columns', names),
    ...contract.columns.flatMap(columnProblems),
    ...missingProblems('key', contract.key ?? [], new Set(names)),
    ...keyNullProblems(contract),
    ...(contract.isFeatureTable && !contract.key?.length
      ? ['`key` of a feature table: no column, got none']
      : []),
    ...missingProblems('runColumns', contract.runColumns ?? [], new Set(names)),
    ...missingProblems('layoutColumns', contract.layoutColumns ?? [], new Set(names)),
    ...layoutProblems(contract.layoutColumns ?? []),
    ...duplicateProblems(
      'rules',
      [...(contract.rules ?? []), ...(contract.setRules ?? [])].map((r) => r.name),
    ),
    ...(contract.rules ?? []).flatMap((rule) => ruleProblems(rule, known)),
    ...(contract.setRules ?? []).flatMap((rule) => setRuleProblems(rule, known)),
    ...deletionRuleProblems(contract, known),
  ];
}

function identifierProblems(field: string, names: readonly string[]): string[] {
  return names
    .filter((n) => !IDENTIFIER.test(n))
    .map((n) => `\`${field}\`: not a lower-case SQL identifier, got ${n}`);
}

function duplicateProblems(field: string, names: readonly string[]): string[] {
  const twice = names.filter((n, i) => names.indexOf(n) !== i);
  return [...new Set(twice)].map((n) => `\`${field}\`: listed twice, got ${n}`);
}

function missingProblems(
  field: string,
  wanted: readonly string[],
  known: ReadonlySet<string>,
): string[] {
  return wanted
    .filter((n) => !known.has(n))
    .map((n) => `\`${field}\`: not a column of the table, got ${n}`);
}

function keyNullProblems(contract: TableContract): string[] {
  return contract.columns
    .filter((c) => c.nullable && contract.key?.includes(c.name))
    .map((c) => `\`key\`: not a NOT NULL column, got ${c.name}`);
}

function layoutProblems(columns: readonly string[]): string[] {
  return columns.length > 4
    ? [`\`layoutColumns\`: more than 4 columns, got ${columns.length}`]
    : [];
}

function columnProblems(column: ColumnContract): string[] {
  if (column.isId && column.type !== 'STRING') {
    return [`\`isId\` of column ${column.name}: not a STRING, got ${column.type}`];
  }
  try {
    const fields = fieldNames(parseType(column.type));
    const masked = typeof column.pii === 'object' ? Object.keys(column.pii) : [];
    return masked
      .filter((f) => !fields.includes(f))
      .map((f) => `\`pii\` of column ${column.name}: not a field of the column, got ${f}`);
  } catch (error) {
    return [`\`type\` of column ${column.name}: ${(error as Error).message}`];
  }
}

function ruleProblems(rule: RuleContract, known: ReadonlySet<string>): string[] {
  const unread = rule.columns
    .filter((c) => known.has(c) && !new RegExp(`\\b${c}\\b`).test(rule.expression))
    .map((c) => `\`columns\` of rule ${rule.name}: not in its expression, got ${c}`);
  return [...commonProblems(rule, known), ...unread];
}

function setRuleProblems(rule: SetRuleContract, known: ReadonlySet<string>): string[] {
  const isReference = rule.kind === 'reference';
  return [
    ...commonProblems(rule, known),
    ...(rule.columns.length === 1
      ? []
      : [`\`columns\` of rule ${rule.name}: not one column, got ${rule.columns.length}`]),
    ...(isReference === (rule.references !== undefined)
      ? []
      : [`\`references\` of rule ${rule.name}: missing for a reference, got ${rule.kind}`]),
  ];
}

function deletionRuleProblems(contract: TableContract, known: ReadonlySet<string>): string[] {
  const others = new Map((contract.rules ?? []).map((rule) => [rule.name, JSON.stringify(rule)]));
  return (contract.deletionRules ?? []).flatMap((rule) => {
    const other = others.get(rule.name) ?? JSON.stringify(rule);
    return other === JSON.stringify(rule)
      ? ruleProblems(rule, known)
      : [`\`deletionRules\`: not the same as in \`rules\`, got ${rule.name}`];
  });
}

function commonProblems(
  rule: RuleContract | SetRuleContract,
  known: ReadonlySet<string>,
): string[] {
  const unknown = rule.columns
    .filter((c) => !known.has(c))
    .map((c) => `\`columns\` of rule ${rule.name}: not a column of the table, got ${c}`);
  const version =
    Number.isInteger(rule.version) && rule.version > 0
      ? []
      : [`\`version\` of rule ${rule.name}: not a positive integer, got ${rule.version}`];
  return [...identifierProblems('rules', [rule.name]), ...unknown, ...version];
}
