import type { AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';

import { pageServer } from '../../../cli/open/server';
import { Workspace } from '../../../client/rest';
import { type Browser, chromiumPath, startChromium } from '../../../tools/chromium';
import {
  DASHBOARD_ID,
  deployedDashboard,
  type FakeWarehouse,
  fakeWarehouse,
} from './fake-warehouse';

const path = chromiumPath();
const inChromium = path === undefined ? describe.skip : describe;
if (path === undefined) {
  process.stderr.write(
    'skipped: no Chromium. Install it (apt-get install chromium), or set CHROMIUM\n',
  );
}

inChromium('the page in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let app: FastifyInstance;
  let warehouse: FakeWarehouse;
  /** Errors of the browser, and requests that the page's policy forbids. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await startChromium(path!);
  }, 60_000);
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await app.close();
    await warehouse.workspace.stop();
  });

  const serve = async (...of: Parameters<typeof fakeWarehouse>): Promise<void> => {
    warehouse = await fakeWarehouse(...of);
    const workspace = new Workspace({ host: warehouse.workspace.host, token: 't', source: 'test' });
    app = await pageServer({ workspace, catalog: 'lakehouse' });
    await app.listen({ host: '127.0.0.1', port: 0 });
    complaints = [];
    page = await browser.context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  };
  const settled = () => page.waitForSelector('body:not(:has([aria-busy], .note.loading))');
  const open = async (name: string): Promise<void> => {
    const { port } = app.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/#/${name}`);
    await settled();
  };
  const openPage = (name: string) => open(`${DASHBOARD_ID}/${name}`);
  const widget = (name: string) => page.locator(`[data-widget="${name}"]`);
  const pages: { name: string; layout: { widget: { name: string; spec?: object } }[] }[] =
    JSON.parse(deployedDashboard()).pages;

  it('draws every page of the dashboard, in the light and in the dark', async () => {
    await serve();
    for (const { name, layout } of pages) {
      await page.emulateMedia({ colorScheme: name === 'pipeline_health' ? 'dark' : 'light' });
      await openPage(name);
      for (const { widget: one } of layout.filter((placed) => placed.widget.spec)) {
        expect([one.name, await widget(one.name).count()]).toEqual([one.name, 1]);
      }
      const charts = page.locator('.chart');
      await expect(charts.locator('svg').first().waitFor()).resolves.toBeUndefined();
      await page.waitForSelector('body:not(:has(.chart:not(:has(svg))))');
      for (const label of await charts.evaluateAll((all) =>
        all.map((one) => one.getAttribute('aria-label')),
      )) {
        expect(label).toMatch(/ chart of \d+ rows/);
      }
      const outside = await page
        .locator('html')
        .evaluate((html) => html.scrollWidth > html.clientWidth);
      expect([name, outside]).toEqual([name, false]);
    }
    expect(await page.locator('.principal').textContent()).toBe('Shown as analyst@example.com');
    expect(complaints).toEqual([]);
  });

  it.each([
    { width: 1280, colorScheme: 'light' as const },
    { width: 390, colorScheme: 'dark' as const },
  ])('cuts off no link and no legend at $width pixels', async ({ width, colorScheme }) => {
    await serve();
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    for (const { name } of pages) {
      await openPage(name);
      await page.waitForSelector('body:not(:has(.chart:not(:has(svg))))');
      const menu = page.getByRole('button', { name: 'Menu' });
      expect(await menu.isVisible()).toBe(width < 1100);
      if (width < 1100) await menu.click();
      const links = page.getByRole('navigation').getByRole('link');
      expect(await links.count()).toBe(pages.length + 1);
      for (const link of await links.all()) {
        const box = await link.boundingBox();
        expect(box!.x >= 0 && box!.x + box!.width <= width).toBe(true);
      }
      if (width < 1100) await page.keyboard.press('Escape');
      const cut = await page.locator('.chart svg').evaluateAll((charts) =>
        charts.flatMap((chart) => {
          const { right } = chart.getBoundingClientRect();
          return [...chart.querySelectorAll('.role-legend text')]
            .filter((text) => text.getBoundingClientRect().right > right + 1)
            .map((text) => text.textContent);
        }),
      );
      expect([name, cut]).toEqual([name, []]);
    }
    expect(complaints).toEqual([]);
  });

  it('shows number tiles without empty space', async () => {
    await serve();
    await openPage('rep_scores');
    const tile = await widget('rep_average').boundingBox();
    expect(tile!.height).toBeLessThan(110);
  });

  it('narrows what the filters of a page are about, and nothing else', async () => {
    await serve();
    await openPage('rep_scores');
    const before = warehouse.statements().length;
    await page.getByLabel('Signal', { exact: true }).selectOption('uses_emotion');
    await settled();
    const narrowed = warehouse.statements().slice(before);
    const widgets = pages[0]!.layout.filter(
      ({ widget: { spec } }) => spec && !/filter/.test(JSON.stringify(spec)),
    );
    expect(narrowed).toHaveLength(widgets.length);
    expect(new Set(narrowed.map(({ parameters }) => parameters.signal))).toEqual(
      new Set(['uses_emotion']),
    );

    await widget('team').locator('summary').click();
    await widget('team').getByRole('checkbox', { name: 'team_02' }).check();
    await settled();
    expect(await widget('team').locator('summary').textContent()).toBe('team_02');
    expect(Object.values(warehouse.statements().at(-1)!.parameters)).toContain('team_02');
    // what was chosen is still chosen when the page is opened again
    await page.getByRole('link', { name: 'Signal mix' }).click();
    await page.getByRole('link', { name: 'Rep scores' }).click();
    await settled();
    expect(await widget('team').locator('summary').textContent()).toBe('team_02');
    expect(await page.getByLabel('Signal', { exact: true }).inputValue()).toBe('uses_emotion');
  });

  it('can be used without a mouse, and shows each chart as a table', async () => {
    await serve();
    await openPage('rep_scores');
    const focused = page.locator(':focus');
    await page.keyboard.press('Tab');
    expect(await focused.textContent()).toBe('Skip to content');
    await widget('team').locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused.getAttribute('aria-label')).toBe('Search in Team');
    await page.keyboard.type('_03');
    expect(await widget('team').locator('li:visible').allTextContents()).toEqual(['team_03']);
    await page.keyboard.press('Escape');
    expect(await focused.getAttribute('aria-label')).toBe('Team: All');
    expect(await widget('team').locator('.drop').isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Average by team as a table' }).press('Enter');
    const table = page.getByRole('region', { name: 'Table: Average by team' });
    const rows = table.locator('tbody tr');
    expect(await rows.count()).toBe(3);
    await table.getByRole('button', { name: 'Average score' }).press('Enter');
    await table.getByRole('button', { name: 'Average score' }).press('Enter');
    const values = await rows.locator('td.number').allTextContents();
    expect(values).toEqual([...values].sort((a, b) => Number(b) - Number(a)));
    expect(await table.locator('[aria-sort="descending"]').count()).toBe(1);
  });

  it('says what may not be seen, and lets the rest be seen', async () => {
    await serve(/sql\/dashboards\/visible_/);
    await openPage('my_calls');
    const denied = widget('call_count').getByRole('alert');
    expect(await denied.textContent()).toContain('You may not see this');
    expect(await denied.textContent()).toContain('does not have SELECT');
    await page.getByRole('link', { name: 'Signal mix' }).click();
    await settled();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says that nothing is there, and that something failed, and tries again', async () => {
    let isDown = true;
    const columns = [{ name: 'team_id', type_name: 'STRING' }];
    const none = { status: { state: 'SUCCEEDED' }, manifest: { schema: { columns } }, result: {} };
    const error = { error_code: 'INTERNAL_ERROR', message: 'the warehouse is tired' };
    await serve(/(?!)/, deployedDashboard(), {
      'POST /api/2.0/sql/statements': () => ({
        json: { statement_id: 's', ...(isDown ? { status: { state: 'FAILED', error } } : none) },
      }),
    });
    await openPage('signal_mix');
    const chart = widget('mix_by_month');
    expect(await chart.textContent()).toContain('This could not be loaded');
    expect(await chart.textContent()).toContain('the warehouse is tired');
    isDown = false;
    await chart.getByRole('button', { name: 'Try again' }).click();
    await settled();
    expect(await chart.textContent()).toContain('Nothing to show for what is chosen');
  });

  it('gives an overview, and follows a signal back to its source', async () => {
    await serve();
    await open('overview');
    expect(await page.getByRole('row', { name: /^ingest/ }).textContent()).toContain('success');
    await page.getByText('…').first().waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: /^silver.silver_table/ }).textContent()).toMatch(
      /\d+.*ago/,
    );
    await page.locator('.found button').first().click();
    const steps = page.getByRole('list', { name: 'The way of the signal' });
    await steps.waitFor();
    expect(await steps.locator('.layer').allTextContents()).toEqual([
      'Gold',
      'Silver',
      'Bronze',
      'Source',
    ]);
    expect(complaints).toEqual([]);
  });
});
