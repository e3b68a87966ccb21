import { Harness } from '../../harness';

const WORKSPACE = '/api/2.0/workspace';

const CELLS = `# Databricks notebook source
# MAGIC %md
# MAGIC # Title
# MAGIC
# MAGIC text

# COMMAND ----------

x = 1
print(x)

# COMMAND ----------

# MAGIC %sql
# MAGIC select 1
`;

describe('exports', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());

  /** Imports as the Python SDK does: by a form. */
  const upload = (path: string, content: string, fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ path, ...fields })) form.append(name, value);
    form.append('content', new Blob([content]), 'content');
    return api.send('POST', `${WORKSPACE}/import`, { body: form });
  };
  const download = (path: string, format?: string) =>
    api.get(
      `${WORKSPACE}/export?path=${path}&direct_download=true${format === undefined ? '' : `&format=${format}`}`,
    );
  const status = async (path: string) =>
    (await api.get(`${WORKSPACE}/get-status?path=${path}`)).body;

  it('have the default format for an empty one, which the official CLI sends', async () => {
    await upload('/Shared/n', 'print(1)', { language: 'PYTHON', format: 'SOURCE' });
    expect((await download('/Shared/n', '')).body).toEqual((await download('/Shared/n')).body);
    expect((await download('/Shared/n', 'PDF')).status).toBe(400);
  });

  test.each([
    ['PYTHON', 'py', 'print(1)', '# Databricks notebook source\nprint(1)'],
    ['SQL', 'sql', 'select 1', '-- Databricks notebook source\nselect 1'],
    ['SCALA', 'scala', 'val x = 1', '// Databricks notebook source\nval x = 1'],
    ['R', 'r', 'x <- 1', '# Databricks notebook source\nx <- 1'],
  ])('of a %s notebook begin with its header line', async (language, extension, text, expected) => {
    await upload('/Shared/n.x', text, { language });
    expect((await download('/Shared/n.x')).raw.toString()).toBe(expected);
    const { body } = await api.get(`${WORKSPACE}/export?path=/Shared/n.x&format=SOURCE`);
    expect(body).toEqual({
      content: Buffer.from(expected).toString('base64'),
      file_type: extension,
    });
  });

  test('of a notebook that was imported with its header have it once', async () => {
    await upload('/Shared/n', CELLS, { language: 'PYTHON', format: 'SOURCE' });
    for (const format of [undefined, 'SOURCE', 'AUTO']) {
      expect((await download('/Shared/n', format)).raw.toString()).toBe(CELLS);
    }
  });

  test('of files are the bytes of the file', async () => {
    await upload('/Shared/f.py', 'print(1)', { format: 'AUTO' });
    await upload('/Shared/f.txt', 'print(1)', { format: 'AUTO' });
    for (const name of ['f.py', 'f.txt']) {
      expect((await download(`/Shared/${name}`)).raw.toString()).toBe('print(1)');
    }
  });

  test('of a notebook as Jupyter have its cells, and import as the same notebook', async () => {
    await upload('/Shared/n', CELLS, { language: 'PYTHON', format: 'SOURCE' });
    const jupyter = (await download('/Shared/n', 'JUPYTER')).raw.toString();
    const { cells, metadata, nbformat } = JSON.parse(jupyter);
    expect(nbformat).toBe(4);
    expect(metadata['application/vnd.databricks.v1+notebook']).toMatchObject({
      language: 'python',
      notebookName: 'n',
    });
    const shown = cells.map((cell: { cell_type: string; source: string[] }) => [
      cell.cell_type,
      cell.source.join(''),
    ]);
    expect(shown).toEqual([
      ['markdown', '# Title\n\ntext'],
      ['code', 'x = 1\nprint(x)'],
      ['code', '%sql\nselect 1'],
    ]);
    await upload('/Shared/again', jupyter, { format: 'JUPYTER' });
    await upload('/Shared/auto.ipynb', jupyter, { format: 'AUTO' });
    for (const path of ['/Shared/again', '/Shared/auto']) {
      expect(await status(path)).toMatchObject({ object_type: 'NOTEBOOK', language: 'PYTHON' });
      expect((await download(path)).raw.toString()).toBe(CELLS);
    }
  });

  test('a Jupyter notebook of another tool has its language in the kernel', async () => {
    const notebook = {
      cells: [{ cell_type: 'code', source: 'select 1' }],
      metadata: { kernelspec: { language: 'sql' } },
    };
    await upload('/Shared/n', JSON.stringify(notebook), { format: 'JUPYTER' });
    expect((await download('/Shared/n')).raw.toString()).toBe(
      '-- Databricks notebook source\nselect 1\n',
    );
  });

  test.each([
    ['no json', /must be a Jupyter notebook, got/],
    ['{}', /must be a Jupyter notebook, got no cells/],
    ['{"cells": [1]}', /a cell that is no object/],
    ['{"cells": [], "metadata": {"language_info": {"name": "julia"}}}', /the language julia/],
  ])('%s is not a Jupyter notebook', async (text, message) => {
    const { status: code, body } = await upload('/Shared/n', text, { format: 'JUPYTER' });
    expect([code, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(body.message).toMatch(message);
  });

  test('formats that the local workspace does not have are refused', async () => {
    await upload('/Shared/f.txt', 'x', { format: 'AUTO' });
    expect((await download('/Shared/f.txt', 'DBC')).body.message).toMatch(/`format`: must be/);
    expect((await download('/Shared/f.txt', 'JUPYTER')).body.message).toMatch(/only notebooks/);
    expect((await download('/Shared')).body.error_code).toBe('BAD_REQUEST');
  });
});
