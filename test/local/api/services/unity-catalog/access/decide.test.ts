import type {
  AccessTree,
  Requirement,
} from '../../../../../../local/api/core/cluster/statement-access';
import { decide } from '../../../../../../local/api/services/unity-catalog/access/decide';
import { ask } from './statement-access';

const T = { securable_type: 'table', full_name: 'c.s.t' };
const V = { securable_type: 'table', full_name: 'c.s.v' };

/** Owners and grants by `type name`; the catalog is the admin's. */
function tree(
  owners: Record<string, string>,
  grants: Record<string, Record<string, string[]>>,
): AccessTree {
  const ownerOf: AccessTree['ownerOf'] = ({ securable_type: type, full_name: name }) =>
    owners[`${type} ${name}`] ?? 'admin';
  return {
    ownerOf,
    grantsOn: ({ securable_type: type, full_name: name }) => grants[`${type} ${name}`] ?? {},
    identity: (name) =>
      name === 'gone' ? undefined : { name, answersTo: (other) => [name, 'all'].includes(other) },
  };
}

const needs = (privilege: string, on = T): Requirement => ({
  privilege,
  ...on,
  only_if_exists: false,
});

describe('what is granted', () => {
  test.each([
    ['SELECT', 'table c.s.t', ['SELECT'], true],
    ['SELECT', 'schema c.s', ['SELECT'], true],
    ['SELECT', 'catalog c', ['ALL_PRIVILEGES'], true],
    ['SELECT', 'schema c.s', ['MANAGE'], false],
    ['SELECT', 'table c.s.t', ['MODIFY', 'BROWSE'], false],
    ['SELECT', 'schema c.other', ['ALL_PRIVILEGES'], false],
    ['OWNER', 'catalog c', ['ALL_PRIVILEGES'], false],
    ['OWNER', 'schema c.s', ['MANAGE'], true],
    // as adding a constraint needs: only the owner of the table itself may
    ['OWNERSHIP', 'table c.s.t', ['MANAGE', 'ALL_PRIVILEGES'], false],
    ['BROWSE', 'schema c.s', ['MODIFY'], true],
    ['BROWSE', 'schema c.s', ['USE_SCHEMA'], false],
  ])('%s by %s: %j is %s', (privilege, on, privileges, allowed) => {
    for (const principal of ['ann', 'all']) {
      const given = tree({}, { [on]: { [principal]: privileges } });
      const { decisions, denial } = decide(
        given,
        given.identity('ann')!,
        ask({ requirements: [needs(privilege)] }),
      );
      expect(decisions.at(-1)!.allowed).toBe(allowed);
      expect(denial?.sql_state).toBe(allowed ? undefined : '42501');
    }
  });

  test.each([
    ['OWNER', 'sue', true],
    ['BROWSE', 'sue', true],
    ['SELECT', 'sue', false],
    ['MODIFY', 'sue', false],
    ['OWNERSHIP', 'sue', false],
    ['SELECT', 'tom', true],
    // the local administrator owns catalog and metastore
    ['SELECT', 'admin', true],
  ])('%s of %s: %s, who owns the schema or the table', (privilege, name, allowed) => {
    const given = tree({ 'schema c.s': 'sue', 'table c.s.t': 'tom' }, {});
    const asked = ask({ requirements: [needs(privilege)] });
    expect(decide(given, given.identity(name)!, asked).denial === undefined).toBe(allowed);
  });

  test('only an owner of the parent, or a possible reader, learns that an object is absent', () => {
    const given = tree({ 'schema c.s': 'sue' }, { 'table c.s.t': { ann: ['SELECT'] } });
    const asked = ask({ requirements: [needs('SELECT')], absent: [T] });
    const code = (name: string) => decide(given, given.identity(name)!, asked).denial?.error_code;
    expect(code('sue')).toBe('TABLE_OR_VIEW_NOT_FOUND');
    expect(code('ann')).toBe('INSUFFICIENT_PERMISSIONS');
  });
});

test.each([
  ['olga', true],
  ['other', false],
  ['gone', false],
])('a view reads with the rights of its owner %s: %s', (owner, allowed) => {
  const given = tree(
    { 'table c.s.v': owner },
    { 'table c.s.v': { ann: ['SELECT'] }, 'table c.s.t': { olga: ['SELECT'] } },
  );
  const { denial } = decide(
    given,
    given.identity('ann')!,
    ask({
      requirements: [needs('SELECT', V)],
      definitions: { 'table c.s.v': { requirements: [needs('SELECT')] } },
    }),
  );
  expect(denial === undefined).toBe(allowed);
  if (denial) expect(denial.message).toContain(`${owner}, does not have SELECT on Table 'c.s.t'.`);
});
