import { createHash } from 'node:crypto';

import { TABLES } from '.';
import { type ExportContract, EXPORTS } from './exports';
import { type SourceContract, SOURCES } from './sources';
import { qualifiedName, type RuleContract, type SetRuleContract } from './table';

/** Fingerprints of predicates by `table.rule@version`. */
export type RuleVersions = Readonly<Record<string, string>>;

/** Fingerprints of all declared rules, and of the mappings of vendors' documents and CRM exports. */
export function ruleVersions(): RuleVersions {
  return Object.fromEntries([
    ...TABLES.flatMap((table) =>
      [...(table.rules ?? []), ...(table.deletionRules ?? []), ...(table.setRules ?? [])].map(
        (rule) => [`${qualifiedName(table)}.${rule.name}@${rule.version}`, fingerprint(rule)],
      ),
    ),
    ...SOURCES.map((source) => [
      `sources.${source.name}@${source.version}`,
      sourceFingerprint(source),
    ]),
    ...EXPORTS.map((crm) => [
      `exports.${crm.name}.${crm.feed}@${crm.version}`,
      exportFingerprint(crm),
    ]),
  ]) as RuleVersions;
}

/**
 * What is wrong with the rules that are declared now, against those that there have been: quarantine
 * and quality results name a rule by its version, so that one version is to mean one predicate for
 * ever.
 */
export function versionProblems(recorded: RuleVersions, declared: RuleVersions): string[] {
  return Object.entries(declared)
    .filter(([rule, print]) => recorded[rule] !== undefined && recorded[rule] !== print)
    .map(([rule]) =>
      rule.startsWith('sources.') || rule.startsWith('exports.')
        ? `the mapping ${rule} has changed: raise the \`version\` of the mapping`
        : `the predicate of ${rule} has changed: raise the \`version\` of the rule`,
    );
}

/** Severity and message may change: the version is that of the predicate. */
function fingerprint(rule: RuleContract | SetRuleContract): string {
  const asked = 'expression' in rule ? rule.expression : [rule.kind, rule.columns, rule.references];
  return digest(asked);
}

/** Comments and pages of the vendor may change: the version is that of the mapping. */
function sourceFingerprint(source: SourceContract): string {
  const parts = source.parts.map((part) => ({ ...part, comment: undefined }));
  return digest({ ...source, parts, comment: undefined, documentation: undefined });
}

function exportFingerprint({ fields }: ExportContract): string {
  return digest(fields);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
