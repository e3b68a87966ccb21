/** Drift as a page of Markdown, as the plan review is. */
import type { DataPlaneFinding } from './data-plane-drift';
import { type Drift, isDrifted } from './drift-report';
import { short } from './git';

const LONGEST = 120;

export function driftMarkdown(drift: Drift): string {
  const { environment, commit, controlPlane, dataPlane } = drift;
  const verdict = isDrifted(drift) ? 'has drifted' : 'is as deployed';
  const data =
    dataPlane.findings.length === 0
      ? ['Nothing differs.']
      : [
          '| what | of it | declared | found | outcome |',
          '| --- | --- | --- | --- | --- |',
          ...dataPlane.findings.map(row),
        ];
  return [
    `# ${environment} ${verdict}`,
    '',
    `Checked ${drift.checkedAt} against commit ${short(commit)}.`,
    '',
    '## Control plane',
    '',
    controlPlane.drifted ? 'What a deployment would do to undo it:' : 'Nothing differs.',
    '',
    ...(controlPlane.drifted ? [controlPlane.markdown.trim(), ''] : []),
    '## Data plane',
    '',
    `By run ${dataPlane.runId} of the governance job, ${dataPlane.lookedAt}.`,
    '',
    ...data,
    '',
  ].join('\n');
}

function row({ securable, property, expected, found, outcome }: DataPlaneFinding): string {
  const cells = [securable, property, expected ?? '(nothing)', found ?? '(nothing)', outcome];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Code in a cell, on one line: what a definition holds is not to be read as Markdown. */
function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return `<code>${cut.replace(/[&<>|`]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</code>`;
}
