/** The page of the parity ledger. */
import { KINDS, type LedgerEntry } from '../../parity/ledger';
import { page, table } from './table';

const TITLES: Readonly<Record<(typeof KINDS)[number], string>> = {
  route: 'REST routes',
  resource: 'Terraform resources and data sources',
  statement: 'SQL statements',
  'table feature': 'Table features',
  'notebook API': 'Notebook APIs',
  edition: 'Limits of the Free Edition',
};

/** Returns the page: first what is to be verified on a real workspace, then all entries by kind. */
export function parityPage(ledger: readonly LedgerEntry[]): string {
  const toVerify = ledger.filter(({ verify }) => verify !== undefined);
  return page(
    'Parity ledger',
    'What the product uses of Databricks, its source, and how the local workspace behaves: the same, stricter, weaker, or absent. ' +
      'The data is `parity/ledger.json`; a test fails when the product uses a route, a resource type or a statement without an entry.',
    [
      '## Verify on a real workspace',
      '',
      'The local workspace does not have these behaviours. `npx lakehouse doctor --env <name> --verify` compares the workspace with each of them by reads, and reports `same`, `different` or `not run`. Run the command yourself where the report says `not run`.',
      '',
      table(
        ['subject', 'on the platform', 'locally', 'command'],
        toVerify.map(({ match, platform, local, reason, verify }) => [
          `\`${match}\``,
          platform,
          reason ?? local,
          verify!,
        ]),
      ),
      '',
      '## Record and compare',
      '',
      '`npx lakehouse parity record --profile <name>` sends the read-only probes of the ledger to a real workspace, and stores states, error codes, field names and types, without values, names and hosts. `npx lakehouse parity compare --home <folder>` sends them to the local workspace and lists the differences.',
      ...KINDS.flatMap((kind) => ['', `## ${TITLES[kind]}`, '', entriesOf(ledger, kind)]),
    ].join('\n'),
  );
}

function entriesOf(ledger: readonly LedgerEntry[], kind: LedgerEntry['kind']): string {
  return table(
    ['subject', 'on the platform', 'source', 'locally', 'test'],
    ledger
      .filter((entry) => entry.kind === kind)
      .map(({ match, platform, source, local, reason, test }) => [
        `\`${match}\``,
        platform,
        source,
        reason === undefined ? local : `${local}: ${reason}`,
        `\`${test}\``,
      ]),
  );
}
