/** The mappings of vendors' documents that a landing folder needs. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { FEEDS } from '../../contracts';
import { SOURCES } from '../../contracts/sources';

const FEED = 'conversations';

/** The mappings with a folder of their name in the landing folder, in the order of the contracts. */
export function vendorFolders(landing: string): string[] {
  const { path } = FEEDS.find((feed) => feed.name === FEED)!;
  const folder = join(landing, path);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return SOURCES.map((source) => source.name).filter((name) => names.includes(name));
}

/** LAKEHOUSE_LOCAL_SETTINGS that accept mappings, unless `given` has a reading of the feed. */
export function settingsWithSources(
  sources: readonly string[],
  given: string | undefined,
): string | undefined {
  if (sources.length === 0) return given;
  const settings = JSON.parse(given ?? '{}') as { feeds?: Record<string, unknown> };
  return JSON.stringify({
    ...settings,
    feeds: { [FEED]: { sources }, ...settings.feeds },
  });
}
