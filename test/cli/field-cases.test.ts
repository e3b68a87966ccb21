import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FakeWorkspace } from './fake-workspace';
import { lakehouse } from './lakehouse';

/** Landing folders built from public bug reports: see test/notebooks/test_field_cases.py. */
const CASES =
  process.env.LAKEHOUSE_FIELD_CASES ??
  join(__dirname, '..', '..', '..', 'shared', 'field-cases', 'landing');
const SAME_SIZE = join(CASES, '25-load-same-size');

(existsSync(SAME_SIZE) ? describe : describe.skip)('25-load-same-size', () => {
  test('a file with another content of the same size is an error, and is kept', async () => {
    const first = join(SAME_SIZE, 'first');
    const second = join(SAME_SIZE, 'second');
    const loaded = readFileSync(join(first, 'deals', '2026-02-03.jsonl'));
    const conflict = { error_code: 'ALREADY_EXISTS', message: 'there' };
    const workspace = await FakeWorkspace.start({
      'PUT /': () => ({ status: 409, json: conflict }),
      'PUT /api/2.0/fs/directories': () => ({ status: 204 }),
      'HEAD /': () => ({ headers: { 'content-length': `${loaded.length}` } }),
      'GET /api/2.0/fs/files': () => ({ text: loaded.toString() }),
    });
    const environment = { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'secret' };
    try {
      expect((await lakehouse(['load', first], environment)).code).toBe(0);
      const ended = await lakehouse(['load', second], environment);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(
        'error: 1 files exist with another content and were kept: deals/2026-02-03.jsonl',
      );
      expect(workspace.asked.map(({ query }) => query.get('overwrite'))).not.toContain('true');
    } finally {
      await workspace.stop();
    }
  });
});
