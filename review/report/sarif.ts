import type { Finding } from '../policies/findings';
import type { Report, ReportedPolicy } from './report';
import { visible } from './visible';

/** Static Analysis Results Interchange Format 2.1.0 (OASIS standard). */
export interface SarifOptions {
  /** Name of the plan's file, as the artifact that the results are about. @default plan.json */
  readonly planFile?: string;
}

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { block: 'error', warn: 'warning' } as const;

/** The findings as a SARIF log, for code scanning. */
export function sarif(report: Report, { planFile = 'plan.json' }: SarifOptions = {}): object {
  const rules = report.policies;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'lakehouse review', semanticVersion: '1.0.0', rules: rules.map(ruleOf) },
        },
        automationDetails: { id: `plan-review/${encodeURIComponent(report.environment)}/` },
        invocations: [{ executionSuccessful: true, exitCode: report.blocked ? 2 : 0 }],
        artifacts: [{ location: { uri: uriOf(planFile) } }],
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultOf(finding, rules, planFile)),
      },
    ],
  };
}

function ruleOf({ name, severity, rule, repair, documentation }: ReportedPolicy): object {
  return {
    id: name,
    name: name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(rule) },
    help: { text: plain(`${rule}. ${repair} See ${documentation}.`) },
    // a path in the repository is no URI that a viewer can open
    ...(/^https?:\/\//.test(documentation) && { helpUri: documentation }),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: Finding, rules: readonly ReportedPolicy[], planFile: string): object {
  const { id, policy, severity, address, message, repair, override } = finding;
  return {
    ruleId: policy,
    ruleIndex: rules.findIndex(({ name }) => name === policy),
    level: LEVELS[severity],
    message: { text: plain(`${address}: ${message}. ${repair}`) },
    locations: [
      {
        // code scanning of GitHub needs a file and a line
        physicalLocation: {
          artifactLocation: { uri: uriOf(planFile), index: 0 },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: visible(address), kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'findingId/v1': id },
    ...(override !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: visible(override) }],
    }),
  };
}

/** A plain text message: brackets would be links, and braces placeholders (SARIF 3.11.5, 3.11.6). */
function plain(text: string): string {
  return visible(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

function uriOf(file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return encodeURIComponent(name === '-' || name === '' ? 'plan.json' : name);
}
