/** The access matrix as `docs/reference/access-matrix.md`. */
import type { Outcome } from './outcomes';

const HEAD = `# Access matrix

Who may do what in \`lakehouse-local\`, once its \`governance\` job has run: securables by principal. Made by
\`node --import tsx tools/access-matrix.ts --markdown\` from the synthesised grants and the SQL files of the job;
\`test/end-to-end/test_access_matrix.py\` tries every action of every principal on a deployed local workspace.

- \`anybody else\` is who is in no group: reps, managers, strangers. What the secured views show them is decided by row.
- BROWSE is to see that something is there and how it looks; MANAGE is to grant and to define.
- Rows of views carry \`(view)\`: they read with the rights of their owner, the jobs' service principal.
- An owner has every privilege on its objects; members of the group of owners have no column.
- All else is refused, and so is every action that has no name in a cell.
`;

/** One row per securable, one column per principal, a user by its groups; a cell has the actions that are allowed. */
export function renderAccessMatrix(
  all: readonly Outcome[],
  groups: Readonly<Record<string, readonly string[]>>,
): string {
  const principals = [...new Set(all.map(({ principal }) => principal))];
  const body = [...new Set(all.map(({ securable }) => securable))].map((securable) => {
    const tried = all.filter((outcome) => outcome.securable === securable);
    const kind = securable.is_view ? 'view' : securable.securable_type;
    const cells = principals.map((of) =>
      tried
        .filter(({ principal, allowed }) => principal === of && allowed)
        .map(({ action }) => action)
        .join(', '),
    );
    return row([`\`${securable.full_name}\` (${kind})`, securable.owner, ...cells]);
  });
  const head = row([
    'securable',
    'owner',
    ...principals.map((name) => groups[name]?.join(', ') ?? name),
  ]);
  const rule = row(['securable', 'owner', ...principals].map(() => '---'));
  return [HEAD, head, rule, ...body, ''].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
