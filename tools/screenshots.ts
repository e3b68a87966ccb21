/**
 * The pictures of `lakehouse open` in docs/, or those that are named:
 * node --import tsx tools/screenshots.ts <home> [picture ...]
 * The home is of a local workspace that is up, has the real calls, and has run ingest, governance, train_deal_outcome and
 * predict_deal_outcome.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { type Browser, chromiumPath, startChromium } from './chromium';
import { drawn, opened } from './opened-page';

const PROJECT = join(__dirname, '..');
const FOLDER = join(PROJECT, 'docs', 'images');
const SIZE = { width: 1280, height: 860 };

interface Picture {
  readonly file: string;
  /** Whom the page is shown as. */
  readonly as: string;
  /** The page, by the words of its link. */
  readonly page: string;
  readonly colorScheme?: 'dark';
}

const PICTURES: readonly Picture[] = [
  { file: 'rep-scores', as: 'analyst@example.com', page: 'Rep scores' },
  { file: 'scoring-versions', as: 'analyst@example.com', page: 'Scoring versions' },
  { file: 'signal-mix', as: 'analyst@example.com', page: 'Signal mix', colorScheme: 'dark' },
  { file: 'calls', as: 'manager_18@p4g.example', page: 'Your calls' },
  { file: 'deals-at-risk', as: 'analyst@example.com', page: 'Deals at risk' },
  {
    file: 'pipeline-health',
    as: 'engineer@example.com',
    page: 'Pipeline health',
    colorScheme: 'dark',
  },
  { file: 'overview', as: 'admin@example.com', page: 'Overview' },
];

async function take(browser: Browser, url: string, picture: Picture): Promise<void> {
  const page = await browser.context.newPage();
  await page.setViewportSize(SIZE);
  await page.emulateMedia({ colorScheme: picture.colorScheme ?? 'light' });
  await page.goto(url);
  await page.getByRole('link', { name: picture.page, exact: true }).click();
  await drawn(page);
  const timeout = 180_000;
  const signal = page.locator('.found button').first();
  if ((await signal.count()) > 0) {
    await signal.click();
    await page.locator('.steps').waitFor({ timeout });
    await page.getByText('…', { exact: true }).first().waitFor({ state: 'detached', timeout });
  }
  await page.mouse.move(0, 0);
  // lines and bars have come to rest
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(FOLDER, `${picture.file}.png`) });
  console.log(`docs/images/${picture.file}.png`);
  await page.close();
}

async function main(home: string | undefined, names: readonly string[]): Promise<void> {
  const path = chromiumPath();
  if (home === undefined)
    throw new Error('home: not specified. Name the home of a local workspace');
  if (path === undefined) throw new Error('Chromium: not installed. Put it on PATH');
  const known = PICTURES.map(({ file }) => file);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`picture: unknown, got ${unknown.join(', ')}. Use one of ${known.join(', ')}`);
  }
  mkdirSync(FOLDER, { recursive: true });
  const browser = await startChromium(path);
  try {
    for (const picture of PICTURES.filter(({ file }) => !names.length || names.includes(file))) {
      const { url, close } = await opened(home, picture.as);
      await take(browser, url, picture);
      await close();
    }
  } finally {
    await browser.close();
  }
}

main(process.argv[2], process.argv.slice(3)).catch((error: Error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
