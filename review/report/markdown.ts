import type { AccessChange } from '../access/access-changes';
import type { Finding } from '../policies/findings';
import { isBlocking } from '../policies/findings';
import { type Stake, stakeText } from '../stake/stake';
import { changeBlock, detailItem } from './change-markdown';
import { costRows, costTitle } from './cost-markdown';
import { code, inline } from './escape';
import { Page } from './page';
import type { Report, Summary } from './report';

/** The longest comment that GitHub takes, in characters. */
export const LONGEST_COMMENT = 65_536;

export interface MarkdownOptions {
  /** The most characters. @default 65,536, the longest comment on a pull request */
  readonly limit?: number;
}

const ACTIONS: readonly (readonly [keyof Summary, string])[] = [
  ['delete', 'destroyed'],
  ['replace', 'replaced'],
  ['update', 'changed'],
  ['create', 'created'],
  ['forget', 'forgotten'],
  ['move', 'moved'],
  ['import', 'imported'],
];

/** The report as GitHub-flavoured Markdown; what does not fit is counted, never silently gone. */
export function markdown(report: Report, options: MarkdownOptions = {}): string {
  const page = new Page(options.limit ?? LONGEST_COMMENT);
  page.add([head(report)]);
  const { findings, access, cost, rooms, drift, outputs, notes } = report;
  page.add(
    notes.map((note) => `- ${inline(note)}`),
    { title: '### Notes', what: 'notes' },
  );
  page.add(findings.map(findingRow), { title: findingsHead(findings), what: 'findings' });
  page.add((report.stakes ?? []).map(stakeRow), { title: STAKES_HEAD, what: 'tables at stake' });
  page.add(access.map(accessRow), { title: accessHead(access), what: 'changes of access' });
  page.add(costRows(cost), { title: costTitle(cost), what: 'changes of cost' });
  for (const { room, changes } of rooms) {
    page.add(changes.map(changeBlock), {
      title: `### ${room} (${changes.length})`,
      what: `changes in ${room}`,
    });
  }
  page.add(drift.map(changeBlock), {
    title: `### Changed outside of terraform (${drift.length})`,
    what: 'resources that were changed outside of terraform',
  });
  page.add(outputs.map(detailItem), {
    title: `### Outputs (${outputs.length})`,
    what: 'changes of outputs',
  });
  return page.text();
}

function head(report: Report): string {
  const { environment, summary, blocked, findings, outputs, terraformVersion } = report;
  const counts = ACTIONS.filter(([action]) => summary[action] > 0).map(
    ([action, done]) => `**${summary[action]} ${done}**`,
  );
  if (outputs.length > 0) {
    counts.push(`**${outputs.length} output${outputs.length === 1 ? '' : 's'} changed**`);
  }
  const blocking = findings.filter(isBlocking).length;
  const overridden = findings.filter(({ override }) => override !== undefined).length;
  const verdict = blocked
    ? `⛔ **Blocked** by ${blocking} finding${blocking === 1 ? '' : 's'}`
    : '✅ Nothing blocks it';
  return [
    `## Plan of ${code(environment)}: ${counts.join(', ') || '**no changes**'}`,
    `${verdict}${overridden > 0 ? `; ${overridden} overridden` : ''}. ` +
      `${summary.unchanged} unchanged${summary.drifted > 0 ? `, ${summary.drifted} changed outside of terraform` : ''}. ` +
      `Terraform ${inline(terraformVersion)}.`,
  ].join('\n\n');
}

function findingsHead(findings: readonly Finding[]): string {
  const counts = `${findings.filter(isBlocking).length} block, ${findings.filter((f) => !isBlocking(f)).length} do not`;
  return `### Findings (${counts})\n\n| | policy | what | resource |\n| --- | --- | --- | --- |`;
}

function findingRow(finding: Finding): string {
  const { severity, message, address, override, rule, repair } = finding;
  const sign = override !== undefined ? '🔓' : severity === 'block' ? '⛔' : '⚠️';
  const passes = override === undefined ? '' : `<br>overridden: ${inline(override)}`;
  const notes = `<br><sub>${inline(`${rule}. ${repair}`)}</sub>`;
  return `| ${sign} | ${policyCell(finding)} | ${inline(message)}${passes}${notes} | ${code(address)} |`;
}

/** The name of a policy, with a link where its documentation is a URL. */
function policyCell({ policy, documentation }: Finding): string {
  const isUrl = /^https?:\/\/[^\s()<>|]+$/.test(documentation);
  return isUrl ? `[${code(policy)}](${documentation})` : code(policy);
}

const STAKES_HEAD =
  '### Rows at stake\n\n| table | rows, size, age and readers | resource |\n| --- | --- | --- |';

function stakeRow(stake: Stake): string {
  const readers = (stake.readers ?? []).map(code).join(' ');
  const who = readers === '' ? '' : `<br>read by ${readers}`;
  return `| ${code(stake.table)} | ${inline(stakeText(stake))}${who} | ${code(stake.address)} |`;
}

function accessHead(access: readonly AccessChange[]): string {
  return `### Access (${access.length})\n\n| who | gains | loses | on | so it |\n| --- | --- | --- | --- | --- |`;
}

function accessRow({ principal, kind, on, gains, loses, meaning }: AccessChange): string {
  const list = (names: readonly string[]): string => names.map(code).join(' ');
  return `| ${code(principal)} | ${list(gains)} | ${list(loses)} | ${inline(kind)} ${code(on)} | ${inline(meaning.join('; '))} |`;
}
