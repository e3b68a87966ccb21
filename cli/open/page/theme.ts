/** Colours of charts, in the light and in the dark; each tells apart from its neighbours in both. */
import type { Config } from 'vega-lite';

const LIGHT = [
  '#2f6fde',
  '#e07b1a',
  '#1a9a78',
  '#b8499d',
  '#7a5cd6',
  '#c9a20a',
  '#d1495b',
  '#5b7083',
];
const DARK = [
  '#6ea3ff',
  '#ffa657',
  '#4cc9a4',
  '#e085c8',
  '#a98bf5',
  '#e6c84f',
  '#ff8a94',
  '#9fb3c4',
];

/** Values with the same colour in every widget: success, running, failure. */
const MEANINGS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  succeeded: ['#1a9a78', '#4cc9a4'],
  running: ['#2f6fde', '#6ea3ff'],
  failed: ['#d1495b', '#ff8a94'],
};

export const darkMode = window.matchMedia('(prefers-color-scheme: dark)');

export function palette(): readonly string[] {
  return darkMode.matches ? DARK : LIGHT;
}

/** The colour that a value has of itself. */
export function meaningOf(value: string): string | undefined {
  return MEANINGS[value]?.[darkMode.matches ? 1 : 0];
}

/** The look of charts. */
export function chartConfig(): Config {
  const [ink, soft, line] = darkMode.matches
    ? ['#e6ebf2', '#9aa7b8', '#2c3644']
    : ['#1b2430', '#5c6b7d', '#e2e7ee'];
  const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  return {
    background: 'transparent',
    font,
    view: { stroke: null },
    range: {
      category: [...palette()],
      heatmap: darkMode.matches
        ? ['#1a2330', '#2c5fb3', '#8fd0ff']
        : ['#edf3fd', '#7fa9ee', '#1d4aa3'],
    },
    axis: {
      labelColor: soft,
      titleColor: soft,
      titleFontWeight: 500,
      titlePadding: 8,
      labelFontSize: 11,
      titleFontSize: 11,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelLimit: 190,
      labelPadding: 4,
    },
    axisX: { grid: false },
    axisBand: { grid: false, ticks: false },
    legend: {
      labelColor: ink,
      titleColor: soft,
      titleFontWeight: 500,
      labelFontSize: 11,
      titleFontSize: 11,
      symbolType: 'circle',
      symbolSize: 70,
      labelLimit: 220,
      orient: 'top',
      offset: 4,
      columnPadding: 14,
    },
    scale: { barBandPaddingInner: 0.25, bandPaddingOuter: 0.1, rectBandPaddingInner: 0.03 },
    bar: { cornerRadiusEnd: 3, color: palette()[0] },
    line: { strokeWidth: 2.5, color: palette()[0] },
    point: { size: 55, filled: true, color: palette()[0] },
    arc: { innerRadius: 60, padAngle: 0.015, cornerRadius: 3 },
  };
}
