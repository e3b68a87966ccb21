import { driftMarkdown } from '../../deployment/drift-markdown';
import type { Drift } from '../../deployment/drift-report';

const clean: Drift = {
  environment: 'prod',
  commit: 'a'.repeat(40),
  checkedAt: '2026-11-25T05:00:00.000Z',
  controlPlane: {
    drifted: false,
    markdown: '## Plan of `prod`: **no changes**\n',
    report: {} as never,
    blockedBy: [],
  },
  dataPlane: { runId: 7, lookedAt: '2026-11-25T03:00:00.000Z', findings: [] },
};

describe('driftMarkdown', () => {
  it('says what was checked, and that nothing differs', () => {
    expect(driftMarkdown(clean).split('\n')).toEqual([
      '# prod is as deployed',
      '',
      'Checked 2026-11-25T05:00:00.000Z against commit aaaaaaaaaa.',
      '',
      '## Control plane',
      '',
      'Nothing differs.',
      '',
      '## Data plane',
      '',
      'By run 7 of the governance job, 2026-11-25T03:00:00.000Z.',
      '',
      'Nothing differs.',
      '',
    ]);
  });

  it('has what a deployment would undo, and each finding in a row that its text cannot break', () => {
    const page = driftMarkdown({
      ...clean,
      controlPlane: { ...clean.controlPlane, drifted: true, markdown: '## Plan\n' },
      dataPlane: {
        ...clean.dataPlane,
        findings: [
          {
            reported_at: '2026-11-25T03:00:09Z',
            securable: 'governance.mask_text',
            property: 'definition',
            expected: `case when a | b\nthen '<b>' end ${'x'.repeat(200)}`,
            found: null,
            outcome: 'repaired',
          },
        ],
      },
    });
    expect(page).toContain('# prod has drifted\n');
    expect(page).toContain('What a deployment would do to undo it:\n\n## Plan\n');
    const row = page.split('\n').find((line) => line.includes('mask_text'));
    expect(row).toMatch(
      /^\| <code>governance\.mask_text<\/code> \| <code>definition<\/code> \| <code>case when a &#124; b then '&#60;b&#62;' end x+…<\/code> \| <code>\(nothing\)<\/code> \| <code>repaired<\/code> \|$/,
    );
  });
});
