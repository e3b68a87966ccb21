import { againstWorkspace } from '../against-workspace';

describe('lakehouse alerts', () => {
  const workspace = againstWorkspace();
  const pages: Record<string, object> = {
    '': {
      results: [
        {
          id: 'a1',
          display_name: 'stale feeds',
          state: 'OK',
          trigger_time: '2026-01-02T03:04:05Z',
        },
        { id: 'a2', display_name: 'new' },
      ],
      next_page_token: 'p2',
    },
    p2: { results: [{ id: 'a3', display_name: 'failed runs', state: 'TRIGGERED' }] },
  };
  const handlers = {
    'GET /api/2.0/sql/alerts': ({ query }: { query: URLSearchParams }) => ({
      json: pages[query.get('page_token') ?? ''],
    }),
  };

  test('lists those of all pages, triggered ones first', async () => {
    const { stdout } = await workspace.run(handlers, 'alerts', '--json');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { alert: 'failed runs', state: 'TRIGGERED', last_triggered: null, id: 'a3' },
      { alert: 'new', state: 'UNKNOWN', last_triggered: null, id: 'a2' },
      {
        alert: 'stale feeds',
        state: 'OK',
        last_triggered: '2026-01-02T03:04:05Z',
        id: 'a1',
      },
    ]);
  });

  test('says how those that are unknown become known', async () => {
    const { stdout, stderr } = await workspace.run(handlers, 'alerts');
    expect(stdout).toMatch(/failed runs +│ TRIGGERED +│ never/);
    expect(stderr).toContain('`npx lakehouse run monitoring --wait` evaluates all');
  });
});
