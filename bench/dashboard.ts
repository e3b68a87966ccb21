/**
 * The pages of the dashboard in Chromium, by `lakehouse open` of a deployed workspace: with the real
 * calls, and with many times as many. Usage: node --import tsx bench/dashboard.ts [signals]
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { DEFAULT_CATALOG } from '../local/api/core/cluster/catalog';
import { type Browser, chromiumPath, startChromium } from '../tools/chromium';
import { drawn, opened } from '../tools/opened-page';
import { LocalWorkspace } from './local-workspace';
import { type Measure, median, type Report } from './report';

const PROJECT = resolve(__dirname, '..');
const DATA = resolve(PROJECT, '../shared/data/persuasion');
const RUNS = 2;

/** The pages, and the principals that open them. */
const PAGES = [
  { name: 'rep_scores', title: 'Rep scores', as: 'analyst@example.com' },
  { name: 'scoring_versions', title: 'Scoring versions', as: 'analyst@example.com' },
  { name: 'signal_mix', title: 'Signal mix', as: 'analyst@example.com' },
  { name: 'my_calls', title: 'Calls you may see, a manager', as: 'manager_18@p4g.example' },
  { name: 'deals_at_risk', title: 'Deals at risk', as: 'analyst@example.com' },
  { name: 'pipeline_health', title: 'Pipeline health', as: 'engineer@example.com' },
];

/** Medians, in seconds. */
interface Loaded {
  /** Seconds of a load for which the warehouse runs all queries. */
  readonly asked: number;
  /** Seconds of a second load: the server has the rows in its cache. */
  readonly again: number;
}

/** The calls once more for each of so many months before, as other calls. */
const copiesOf = (months: number): string[] => [
  `insert into silver.conversations by name
    select calls.* except (call_id, call_timestamp), concat(call_id, '_', id) as call_id,
      call_timestamp - make_ym_interval(0, cast(id as int)) as call_timestamp
    from silver.conversations as calls cross join range(1, ${months + 1})`,
  `insert into silver.conversation_signals by name
    select signals.* except (call_id, call_timestamp, signal_id),
      concat(call_id, '_', id) as call_id, sha2(concat(signal_id, id), 256) as signal_id,
      call_timestamp - make_ym_interval(0, cast(id as int)) as call_timestamp
    from silver.conversation_signals as signals cross join range(1, ${months + 1})`,
];

const workspace = new LocalWorkspace('dashboard');

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

function signalCount(): number {
  const counted = 'select count(*) as n from silver.conversation_signals';
  const { out } = workspace.lakehouse('sql', '--json', '--catalog', DEFAULT_CATALOG, counted);
  const { n } = JSON.parse(out) as { n: number | string };
  return Number(n);
}

function run(job: string): void {
  say(`run ${job}`);
  workspace.lakehouse('run', job, '--wait');
}

async function load(browser: Browser, url: string): Promise<number> {
  const page = await browser.context.newPage();
  try {
    const started = performance.now();
    await page.goto(url);
    await drawn(page);
    const seconds = (performance.now() - started) / 1000;
    const refused = await page.locator('[role=alert]').allInnerTexts();
    if (refused.length > 0)
      throw new Error(`${url}: the page shows errors, got ${refused.join('; ')}`);
    return seconds;
  } finally {
    await page.close();
  }
}

async function loadPages(chromium: string): Promise<Loaded[]> {
  const browser = await startChromium(chromium);
  try {
    return await loadEach(browser);
  } finally {
    await browser.close();
  }
}

async function loadEach(browser: Browser): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  for (const { name, title, as } of PAGES) {
    const { url, close } = await opened(workspace.home.root, as);
    try {
      const session = (await (await fetch(new URL('/api/session', url))).json()) as {
        dashboards: { id: string }[];
      };
      const address = new URL(`/#/${session.dashboards[0]!.id}/${name}`, url).href;
      const asked = [];
      const again = [];
      for (let i = 0; i < RUNS; i += 1) {
        await fetch(new URL('/api/refresh', url), { method: 'POST' });
        asked.push(await load(browser, address));
        again.push(await load(browser, address));
      }
      loaded.push({ asked: median(asked), again: median(again) });
      say(
        `${title}: ${asked.map((one) => one.toFixed(2)).join(', ')} s, again ${median(again).toFixed(2)} s`,
      );
    } finally {
      await close();
    }
  }
  return loaded;
}

async function main(goal: number): Promise<void> {
  const chromium = chromiumPath();
  if (chromium === undefined) throw new Error('Chromium: not installed. Put it on PATH');
  if (!existsSync(DATA)) throw new Error(`real calls: no such folder, got ${DATA}`);
  workspace.lakehouse('up', '--warm', '--port', '0');
  workspace.lakehouse('deploy', '--auto-approve');
  workspace.lakehouse('load', DATA, '--catalog', DEFAULT_CATALOG);
  for (const job of ['ingest', 'governance', 'train_deal_outcome', 'predict_deal_outcome'])
    run(job);
  const few = signalCount();
  const little = await loadPages(chromium);
  for (const statement of copiesOf(Math.ceil(goal / few) - 1)) {
    workspace.lakehouse('sql', '--catalog', DEFAULT_CATALOG, statement);
  }
  run('ingest');
  const many = signalCount();
  const much = await loadPages(chromium);
  const measures = PAGES.flatMap(({ title }, i): Measure[] => {
    const [small, large] = [little[i]!, much[i]!];
    return [
      {
        what: `${title}: ${few.toLocaleString('en')} signals`,
        seconds: small.asked,
        runs: RUNS,
        ratio: 1,
      },
      {
        what: `${title}: ${many.toLocaleString('en')} signals`,
        seconds: large.asked,
        runs: RUNS,
        ratio: large.asked / small.asked,
      },
      {
        what: `${title}: the same, loaded again`,
        seconds: large.again,
        runs: RUNS,
        ratio: large.again / small.asked,
      },
    ];
  });
  const report: Report = {
    title: `The dashboard with ${many.toLocaleString('en')} signals`,
    baseline: 'the same page with the real calls, in the same run',
    measures,
    notes: [
      'A page is loaded when the browser has drawn every chart, table and filter of it. All its queries ' +
        'are sent at once; Spark, Chromium and the servers share the cores of this machine.',
    ],
  };
  console.log(JSON.stringify(report));
}

main(Number(process.argv[2] ?? 1_000_000))
  .catch((error: Error) => {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  })
  .finally(() => workspace.remove());
