/** `lakehouse open` and its page in Chromium, for pictures and benchmarks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

import type { Page } from 'playwright-core';

const COMMAND = join(resolve(__dirname, '..'), 'cli/bin/lakehouse.mjs');
const TIMEOUT_MS = 600_000;

export interface OpenedPage {
  /** The address of the page. */
  readonly url: string;
  /** Ends the command. */
  readonly close: () => Promise<void>;
}

/** Runs `lakehouse open` of a local workspace that is up, as a principal. */
export async function opened(home: string, principal: string): Promise<OpenedPage> {
  const options = ['open', '--no-browser', '--home', home, '--as', principal];
  const child = spawn(COMMAND, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown];
  const text = String(line);
  const url = /^http:\S+/.exec(text)?.[0];
  if (url === undefined) throw new Error(`lakehouse open printed no address, got ${text}`);
  return {
    url,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits until everything that is asked for has come, and every chart is drawn. */
export async function drawn(page: Page): Promise<void> {
  const timeout = TIMEOUT_MS;
  await page.waitForSelector('main .widget', { timeout });
  await page.waitForSelector('body:not(:has([aria-busy], .note.loading))', { timeout });
  await page.waitForSelector('body:not(:has(.chart:not(:has(svg))))', { timeout });
}
