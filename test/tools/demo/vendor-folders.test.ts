import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { settingsWithSources, vendorFolders } from '../../../tools/demo/vendor-folders';

describe('vendorFolders', () => {
  it('names the mappings with a folder, and no other folder', () => {
    const landing = mkdtempSync(join(tmpdir(), 'landing-'));
    expect(vendorFolders(landing)).toEqual([]);
    for (const name of ['zoom', 'gong', '2026']) {
      mkdirSync(join(landing, 'conversations', name), { recursive: true });
    }
    expect(vendorFolders(landing)).toEqual(['gong', 'zoom']);
  });
});

describe('settingsWithSources', () => {
  it('changes nothing without mappings', () => {
    expect(settingsWithSources([], undefined)).toBeUndefined();
    expect(settingsWithSources([], '{"layout":"liquid"}')).toBe('{"layout":"liquid"}');
  });

  it('accepts mappings beside the settings that are specified', () => {
    const given = JSON.stringify({ layout: 'liquid', feeds: { deals: { format: 'csv' } } });
    expect(JSON.parse(settingsWithSources(['gong'], given)!)).toEqual({
      layout: 'liquid',
      feeds: { conversations: { sources: ['gong'] }, deals: { format: 'csv' } },
    });
  });

  it('keeps a specified reading of the feed', () => {
    const given = '{"feeds":{"conversations":{"sources":["zoom"]}}}';
    expect(JSON.parse(settingsWithSources(['gong'], given)!)).toEqual(JSON.parse(given));
  });
});
