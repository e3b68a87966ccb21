import { attributeChanges } from '../../../review/changes/attribute-changes';
import { hide } from '../../../review/plan/hide';
import { UNKNOWN } from '../../../rules/plan-values';

const TYPE = 'databricks_job';

describe('attributeChanges', () => {
  it('compares named elements by their names, in any order', () => {
    const before = {
      task: [
        { task_key: 'a', max_retries: 1 },
        { task_key: 'b', max_retries: 1 },
      ],
    };
    const after = {
      task: [
        { task_key: 'c', max_retries: 1 },
        { task_key: 'b', max_retries: 1 },
        { task_key: 'a', max_retries: 3 },
      ],
    };
    expect(attributeChanges(before, after, TYPE)).toEqual([
      { path: 'task[a].max_retries', before: '1', after: '3' },
      { path: 'task[c]', after: '{"task_key":"c","max_retries":1}' },
    ]);
  });

  it('takes for no change what a provider does not tell apart, nor what a service says itself', () => {
    const before = { queue: [], name: '', id: '1', tags: null, on: { failure: [] } };
    const after = { queue: null, name: null, id: '2', tags: {}, on: null };
    expect(attributeChanges(before, after, TYPE)).toEqual([]);
    expect(attributeChanges({ on: false }, { on: null }, TYPE)).toEqual([
      { path: 'on', before: 'false' },
    ]);
  });

  it('shows of a dashboard its content, and not what the provider keeps of it', () => {
    const before = { serialized_dashboard: '{"pages":[]}', md5: 'a', etag: '1', path: '/d' };
    const after = { serialized_dashboard: '{"pages":[1]}', md5: 'b', etag: null, path: null };
    expect(attributeChanges(before, after, 'databricks_dashboard')).toEqual([
      { path: 'serialized_dashboard', diff: expect.arrayContaining(['+    1']) },
    ]);
  });

  it('keeps the id of what is in a list, which is no word of the service', () => {
    const notify = (id: string) => ({ webhook_notifications: [{ on_failure: [{ id }] }] });
    expect(attributeChanges(notify('a'), notify('b'), TYPE)).toEqual([
      { path: 'webhook_notifications.on_failure.id', before: 'a', after: 'b' },
    ]);
  });

  it('shows long texts, and JSON on one line, as a diff', () => {
    const query = (line: string) => ({ query_text: `select\n  a\nfrom ${line}\n` });
    expect(attributeChanges(query('t'), query('u'), 'databricks_query')).toEqual([
      { path: 'query_text', diff: ['@@ -1,3 +1,3 @@', ' select', '   a', '-from t', '+from u'] },
    ]);
    const [policy] = attributeChanges({ definition: '{"a":1}' }, { definition: '{"a":2}' }, 'x');
    expect(policy!.diff).toEqual(['@@ -1,3 +1,3 @@', ' {', '-  "a": 1', '+  "a": 2', ' }']);
  });

  it('cuts long texts, and says how much', () => {
    const text = (word: string) => Array.from({ length: 200 }, (_, i) => `${word} ${i}`).join('\n');
    const [change] = attributeChanges({ a: text('x') }, { a: text('y') }, 'x');
    expect([change!.diff!.length, change!.omittedLines]).toEqual([80, 321]);
  });

  it('shows no secret, and yet that it changes', () => {
    const sensitive = { string_value: true };
    const secret = (value: string) => hide({ string_value: value }, sensitive, {});
    expect(attributeChanges(secret('a'), secret('a'), 'x')).toEqual([]);
    expect(attributeChanges(secret('a'), secret('b'), 'x')).toEqual([
      { path: 'string_value', before: '(sensitive)', after: '(sensitive)' },
    ]);
    expect(JSON.stringify(secret('hunter2'))).not.toContain('hunter2');
  });
});

describe('hide', () => {
  it('hides what terraform marks, deep within, and what has the name of a secret', () => {
    const value = { list: [{ key: 'a' }, { key: 'b' }], client_secret: 'c', token: '' };
    const hidden = hide(value, { list: [{}, { key: true }] }, { id: true });
    expect(JSON.parse(JSON.stringify(hidden))).toEqual({
      list: [{ key: 'a' }, { key: '(sensitive)' }],
      client_secret: '(sensitive)',
      token: '',
      id: '(known after apply)',
    });
    expect((hidden as { id: unknown }).id).toBe(UNKNOWN);
  });
});
