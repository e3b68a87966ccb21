import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { localModel } from '../../tools/access-matrix/local-model';
import { renderAccessMatrix } from '../../tools/access-matrix/markdown';
import type { Model } from '../../tools/access-matrix/model';
import { ANYBODY, outcomes } from '../../tools/access-matrix/outcomes';

const grant = (
  principal: string,
  securable_type: string,
  full_name: string,
  ...privileges: string[]
) => ({ principal, securable_type, full_name, privileges });

const MODEL: Model = {
  securables: [
    { securable_type: 'catalog', full_name: 'c', owner: 'owners' },
    { securable_type: 'schema', full_name: 'c.s', owner: 'owners' },
    { securable_type: 'schema', full_name: 'c.closed', owner: 'owners' },
    { securable_type: 'table', full_name: 'c.s.t', owner: 'owners' },
    { securable_type: 'table', full_name: 'c.s.v', owner: 'jobs', is_view: true },
    { securable_type: 'table', full_name: 'c.closed.t', owner: 'owners' },
  ],
  grants: [
    grant('account users', 'catalog', 'c', 'USE_CATALOG'),
    grant('readers', 'schema', 'c.s', 'SELECT', 'USE_SCHEMA'),
    grant('writers', 'schema', 'c.s', 'ALL_PRIVILEGES'),
    grant('blind', 'schema', 'c.s', 'USE_SCHEMA'),
    grant('blind', 'table', 'c.s.t', 'MODIFY'),
    grant('blind', 'table', 'c.closed.t', 'SELECT'),
    grant('jobs', 'schema', 'c.s', 'USE_SCHEMA'),
  ],
  jobs: 'jobs',
  groups: { reader: ['readers'], writer: ['writers'], blind: ['blind'] },
};

function allowed(principal: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const outcome of outcomes(MODEL)) {
    if (outcome.principal !== principal || !outcome.allowed) continue;
    (found[outcome.securable.full_name] ??= []).push(outcome.action);
  }
  return found;
}

describe('outcomes', () => {
  it('lets a privilege on a schema reach what is in it', () => {
    expect(allowed('reader')).toEqual({
      c: ['USE_CATALOG'],
      'c.s': ['USE_SCHEMA'],
      'c.s.t': ['BROWSE', 'SELECT'],
      'c.s.v': ['BROWSE', 'SELECT'],
    });
  });

  it('has all privileges include all but MANAGE', () => {
    expect(allowed('writer')).toMatchObject({
      'c.s': ['USE_SCHEMA', 'CREATE_TABLE', 'CREATE_FUNCTION', 'CREATE_VOLUME'],
      'c.s.t': ['BROWSE', 'SELECT', 'MODIFY'],
    });
  });

  it('takes SELECT for MODIFY, and the way to an object for the object', () => {
    expect(allowed('blind')).toEqual({
      c: ['USE_CATALOG'],
      'c.s': ['USE_SCHEMA'],
      'c.s.t': ['BROWSE'],
    });
  });

  it('gives an owner all of what is its own', () => {
    expect(allowed('jobs')['c.s.v']).toEqual(['BROWSE', 'SELECT', 'MANAGE']);
  });

  it('gives others what everyone has', () => {
    expect(allowed(ANYBODY)).toEqual({ c: ['USE_CATALOG'] });
  });
});

describe('lakehouse-local', () => {
  const model = localModel();

  it('has what the governance job makes and grants', () => {
    const made = model.securables.filter(({ owner }) => owner === 'lakehouse-jobs');
    expect(made).toContainEqual({
      securable_type: 'function',
      full_name: 'lakehouse_local.governance.sees_all_calls',
      owner: 'lakehouse-jobs',
      takes_values: 0,
    });
    expect(model.grants).toContainEqual(
      grant('account users', 'table', 'lakehouse_local.gold.conversation_signal_details', 'SELECT'),
    );
  });

  it('is what docs/reference/access-matrix.md shows', () => {
    const page = join(__dirname, '..', '..', 'docs', 'reference', 'access-matrix.md');
    expect(readFileSync(page, 'utf8')).toBe(renderAccessMatrix(outcomes(model), model.groups));
  });
});
