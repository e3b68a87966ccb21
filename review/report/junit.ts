import { type Finding, isBlocking } from '../policies/findings';
import type { Report } from './report';
import { xml } from './xml';

/**
 * The report as JUnit XML: a test for each finding, and one for each policy without a finding. A finding
 * that blocks is a failure, an overridden one is skipped, and a warning is output of a passed test.
 */
export function junit(report: Report): string {
  const { findings, policies, environment } = report;
  const cases = policies.flatMap((policy) => {
    const found = findings.filter((finding) => finding.policy === policy.name);
    return found.length > 0
      ? found.map(findingCase)
      : [`<testcase classname="${xml(policy.name)}" name="no violation" time="0"/>`];
  });
  const failures = findings.filter(isBlocking).length;
  const skipped = findings.filter(({ override }) => override !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="0">`,
    `<testsuite name="${xml(`plan review of ${environment}`)}" ${counts} time="0">`,
    ...cases,
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function findingCase(finding: Finding): string {
  const { policy, address, id, message } = finding;
  const head = `<testcase classname="${xml(policy)}" name="${xml(`${address} (${id})`)}" time="0">`;
  const text = xml(detail(finding));
  if (isBlocking(finding)) {
    return `${head}<failure message="${xml(message)}" type="${xml(policy)}">${text}</failure></testcase>`;
  }
  const skipped =
    finding.override === undefined
      ? ''
      : `<skipped message="${xml(`overridden: ${finding.override}`)}"/>`;
  return `${head}${skipped}<system-out>${text}</system-out></testcase>`;
}

function detail({ address, message, rule, repair, documentation }: Finding): string {
  return [
    `${address}: ${message}`,
    `Rule: ${rule}`,
    `Repair: ${repair}`,
    `Documentation: ${documentation}`,
  ].join('\n');
}
