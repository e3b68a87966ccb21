/** The architecture as an SVG: five columns from source to reader, jobs and governance below. */
import type { ArchitectureFacts } from './facts';

/** Colours of the diagram. */
export type Theme = 'light' | 'dark';

const COLOURS = {
  light: { ink: '#1b2430', soft: '#5c6b7d', card: '#ffffff', line: '#c9d2dd', arrow: '#5c6b7d' },
  dark: { ink: '#e6ebf2', soft: '#9aa7b8', card: '#161e29', line: '#3a4658', arrow: '#9aa7b8' },
} as const;
/** The edge of a box, by layer. */
const EDGES: Readonly<Record<string, string>> = {
  landing: '#2f6fde',
  bronze: '#b87345',
  silver: '#93a3b5',
  gold: '#d9a02b',
  readers: '#1a9a78',
  jobs: '#7a5cd6',
  governance: '#b8499d',
};

const WIDTH = 1180;
const COLUMN = 212;
const GAP = 30;
const LINE = 19;
const HEAD = 52;

interface Box {
  readonly layer: string;
  readonly title: string;
  readonly note: string;
  readonly lines: readonly string[];
}

/** Returns the SVG of the architecture. */
export function architectureDiagram(facts: ArchitectureFacts, theme: Theme): string {
  const columns: readonly Box[] = [
    {
      layer: 'landing',
      title: 'Landing volume',
      note: 'documents as sent',
      lines: facts.feeds.map((feed) => `${feed}/`),
    },
    { layer: 'bronze', title: 'Bronze', note: 'as received', lines: facts.tables.bronze },
    { layer: 'silver', title: 'Silver', note: 'one row per key', lines: facts.tables.silver },
    { layer: 'gold', title: 'Gold', note: 'scores, features', lines: facts.tables.gold },
    {
      layer: 'readers',
      title: 'Readers',
      note: 'with their own rights',
      lines: [
        'SQL warehouse',
        'dashboard',
        'secured views',
        `${facts.alertCount} alerts`,
        'model serving',
      ],
    },
  ];
  const tallest = Math.max(...columns.map(({ lines }) => lines.length));
  const height = HEAD + tallest * LINE + 14;
  const arrows = ['Auto Loader', 'MERGE', 'change feed', 'SELECT'];
  const below = 24 + height + 34;
  const parts = columns.map((box, at) =>
    drawn(box, at * (COLUMN + GAP), 24, COLUMN, height, theme),
  );
  const links = arrows.map((label, at) => {
    const x = (at + 1) * (COLUMN + GAP) - GAP;
    return arrow(x, 24 + height / 2, GAP, label, theme);
  });
  const half = (WIDTH - GAP) / 2;
  const jobs = wrapped(facts.jobs, 64);
  const governed = [
    'ownership, grants, row-level security, masking',
    'audit, lineage, quality rules, quarantine',
  ];
  const rows = Math.max(jobs.length, governed.length);
  const lower = HEAD + rows * LINE + 14;
  parts.push(
    drawn(
      { layer: 'jobs', title: 'Jobs', note: 'job clusters, one service principal', lines: jobs },
      0,
      below,
      half,
      lower,
      theme,
    ),
    drawn(
      {
        layer: 'governance',
        title: 'Unity Catalog',
        note: `ops: ${facts.tables.ops.length} monitoring tables`,
        lines: governed,
      },
      half + GAP,
      below,
      half,
      lower,
      theme,
    ),
  );
  const total = below + lower + 6;
  const title = 'Documents flow from the landing volume through bronze, silver and gold to readers';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 0 ${WIDTH + 8} ${total}" role="img" aria-label="${title}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif">`,
    ...parts,
    ...links,
    '</svg>',
    '',
  ].join('\n');
}

function drawn(
  box: Box,
  x: number,
  y: number,
  width: number,
  height: number,
  theme: Theme,
): string {
  const { ink, soft, card, line } = COLOURS[theme];
  const lines = box.lines.map(
    (text, at) =>
      `<text x="${x + 16}" y="${y + HEAD + 16 + at * LINE}" font-size="13" fill="${ink}">${escaped(text)}</text>`,
  );
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${card}" stroke="${line}"/>`,
    `<rect x="${x}" y="${y}" width="${width}" height="5" rx="2" fill="${EDGES[box.layer]}"/>`,
    `<text x="${x + 16}" y="${y + 28}" font-size="15" font-weight="650" fill="${ink}">${escaped(box.title)}</text>`,
    `<text x="${x + 16}" y="${y + 46}" font-size="12" fill="${soft}">${escaped(box.note)}</text>`,
    ...lines,
  ].join('\n');
}

function arrow(x: number, y: number, length: number, label: string, theme: Theme): string {
  const { arrow: colour } = COLOURS[theme];
  const end = x + length - 3;
  return [
    `<path d="M${x + 3} ${y}H${end}m-6 -5 6 5 -6 5" fill="none" stroke="${colour}" stroke-width="2"/>`,
    `<text x="${x + length / 2}" y="16" font-size="12" fill="${colour}" text-anchor="middle">${escaped(label)}</text>`,
  ].join('\n');
}

/** Joins names with commas, in lines of at most `length` characters. */
function wrapped(names: readonly string[], length: number): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length + 2 <= length) {
      lines[lines.length - 1] = `${last}, ${name}`;
    } else lines.push(name);
  }
  return lines;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
