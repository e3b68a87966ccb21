import type {
  Decision,
  StatementAccess,
} from '../../../../../../local/api/core/cluster/statement-access';
import {
  changesOf,
  recordedDecisions,
} from '../../../../../../local/api/services/unity-catalog/audit/statement-actions';
import { ask } from '../access/statement-access';

const ACCESS = ask({});

const table = (name: string) => ({ securable_type: 'table', full_name: `c.${name}` });
const select = (name: string) => ({ privilege: 'SELECT', only_if_exists: false, ...table(name) });

function decided(privilege: string, type: string, fullName: string, allowed = true): Decision {
  return { privilege, securableType: type, fullName, allowed };
}

describe('recorded decisions on a statement', () => {
  test('of those allowed only the ones on data; every refusal', () => {
    const decisions = [
      decided('USE_CATALOG', 'catalog', 'c'),
      decided('USE_SCHEMA', 'schema', 'c.s'),
      decided('EXECUTE', 'function', 'c.s.f'),
      decided('SELECT', 'table', 'c.s.t'),
      decided('READ_VOLUME', 'volume', 'c.s.v'),
      decided('USE_SCHEMA', 'schema', 'c.other', false),
    ];
    expect(recordedDecisions(decisions, ACCESS)).toEqual([
      decisions[3],
      decisions[4],
      decisions[5],
    ]);
  });

  test('of a view the tables below it too, each once, through views and functions', () => {
    const definitions = {
      'table c.gold.details': {
        requirements: [
          select('silver.calls'),
          select('gold.inner'),
          {
            privilege: 'EXECUTE',
            only_if_exists: false,
            securable_type: 'function',
            full_name: 'c.governance.may_see',
          },
        ],
      },
      'table c.gold.inner': { requirements: [select('silver.calls'), select('gold.details')] },
      'function c.governance.may_see': { requirements: [select('silver.reps')] },
    };
    const decisions = [
      decided('SELECT', 'table', 'c.gold.details'),
      decided('SELECT', 'table', 'c.silver.reps'),
    ];
    const told = recordedDecisions(decisions, { definitions });
    expect(told.map(({ fullName }) => fullName)).toEqual([
      'c.gold.details',
      'c.silver.reps',
      'c.silver.calls',
      'c.gold.inner',
    ]);
    expect(told.every(({ allowed, privilege }) => allowed && privilege === 'SELECT')).toBe(true);
  });

  test('of a view that was refused nothing below it', () => {
    const definitions = { 'table c.gold.details': { requirements: [select('silver.calls')] } };
    const decisions = [decided('SELECT', 'table', 'c.gold.details', false)];
    expect(recordedDecisions(decisions, { definitions })).toEqual(decisions);
  });
});

describe('what a statement was that changed the catalog', () => {
  const named = (access: Partial<StatementAccess>) =>
    changesOf({ ...ACCESS, ...access }).map(({ name, params }) => [name, params]);

  test('objects that it made, dropped, altered or renamed', () => {
    expect(
      named({
        creates: [
          table('s.new'),
          { securable_type: 'function', full_name: 'c.governance.mask_text' },
          { securable_type: 'schema', full_name: 'c.s' },
        ],
        drops: [table('s.old'), table('s.never_there')],
        absent: [table('s.never_there'), table('s.new')],
        alters: [table('s.t'), { securable_type: 'schema', full_name: 'c.s' }],
        renames: [{ from: table('s.a'), to: table('s.b') }],
      }),
    ).toEqual([
      ['createTable', { name: 'new', catalog_name: 'c', schema_name: 's' }],
      ['createFunction', { name: 'mask_text', catalog_name: 'c', schema_name: 'governance' }],
      ['createSchema', { name: 's', catalog_name: 'c', schema_name: undefined }],
      ['deleteTable', { full_name_arg: 'c.s.old' }],
      ['updateTables', { full_name_arg: 'c.s.t' }],
      ['updateSchema', { full_name_arg: 'c.s' }],
      ['updateTables', { full_name_arg: 'c.s.a', new_name: 'c.s.b' }],
    ]);
  });

  test('grants, revokes and owners, but not SHOW GRANTS', () => {
    const command = { securable: table('gold.v'), principal: 'analysts', privileges: ['SELECT'] };
    const permissions = { securable_type: 'table', securable_full_name: 'c.gold.v' };
    expect(named({ command: { ...command, action: 'grant' } })).toEqual([
      [
        'updatePermissions',
        { ...permissions, changes: [{ principal: 'analysts', add: ['SELECT'] }] },
      ],
    ]);
    expect(named({ command: { ...command, action: 'revoke' } })).toEqual([
      [
        'updatePermissions',
        { ...permissions, changes: [{ principal: 'analysts', remove: ['SELECT'] }] },
      ],
    ]);
    expect(named({ command: { ...command, action: 'set_owner', privileges: [] } })).toEqual([
      ['updateTables', { full_name_arg: 'c.gold.v', owner: 'analysts' }],
    ]);
    expect(named({ command: { ...command, action: 'show_grants' } })).toEqual([]);
  });
});
