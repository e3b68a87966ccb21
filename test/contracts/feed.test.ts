import { FEEDS } from '../../contracts';
import {
  type FeedReading,
  feedReadingProblems,
  jsonColumns,
  readingOfFeed,
  schemaHints,
} from '../../contracts/feed';
import { SOURCES } from '../../contracts/sources';

const [conversations, deals] = FEEDS as [(typeof FEEDS)[0], (typeof FEEDS)[0]];

describe('readingOfFeed', () => {
  it.each<[FeedReading, ReturnType<typeof readingOfFeed>]>([
    [{}, { format: 'json', reader: 'text', fileNamePattern: '*.jsonl' }],
    [{ reader: 'native' }, { format: 'json', reader: 'native', fileNamePattern: '*.jsonl' }],
    [{ format: 'csv' }, { format: 'csv', reader: 'native', fileNamePattern: '*.csv' }],
    [
      { format: 'parquet', fileNamePattern: 'part-*.parquet' },
      { format: 'parquet', reader: 'native', fileNamePattern: 'part-*.parquet' },
    ],
  ])('of deals with %j', (override, reading) => {
    expect(readingOfFeed(deals, override)).toEqual(reading);
  });

  it('takes format, reader and pattern from the contract', () => {
    const feed = { format: 'csv', fileNamePattern: 'crm-*.csv' } as const;
    expect(readingOfFeed(feed)).toEqual({ ...feed, reader: 'native' });
    expect(readingOfFeed(feed, { format: 'json' })).toEqual({
      format: 'json',
      reader: 'text',
      fileNamePattern: '*.json',
    });
  });
});

describe('feedReadingProblems', () => {
  it('of the contracts: none', () => {
    expect(FEEDS.flatMap((feed) => feedReadingProblems(feed))).toEqual([]);
  });

  it.each<[FeedReading, string]>([
    [
      { format: 'csv', reader: 'text' },
      '`reader`: not available for the format csv, got text. Use native',
    ],
    [{ format: 'xml' as never }, '`format`: not one of json, csv, parquet, got xml'],
    [{ reader: 'fast' as never }, '`reader`: not one of text, native, got fast'],
    [
      { fileNamePattern: 'crm/*.csv' },
      '`fileNamePattern`: not a pattern of file names such as *.json, got crm/*.csv',
    ],
    [
      { format: 'csv', fileNamePattern: '' },
      '`fileNamePattern`: not a pattern of file names such as *.csv, got ',
    ],
  ])('%j', (override, problem) => {
    expect(feedReadingProblems(deals, override)).toEqual([problem]);
  });

  it('accepts mappings of vendors for conversations as text', () => {
    const names = SOURCES.map((source) => source.name);
    expect(feedReadingProblems(conversations, { sources: names })).toEqual([]);
    expect(feedReadingProblems(conversations, { sources: ['teams'] }, 'feeds.c.')).toEqual([
      `\`feeds.c.sources\`: not one of ${names.join(', ')}, got teams`,
    ]);
    expect(feedReadingProblems(conversations, { sources: ['gong'], reader: 'native' })).toContain(
      '`sources`: not available for the reader native. Use text',
    );
    expect(feedReadingProblems(deals, { sources: ['gong'] })).toEqual([
      '`sources`: only available for the feed conversations, got gong',
    ]);
  });
});

describe('schemaHints', () => {
  it('hints structs field by field, and lists whole', () => {
    const hints = schemaHints(conversations, 'json');
    expect(hints).toContain('call.call_id STRING, ');
    expect(hints).toContain('evaluations ARRAY<STRUCT<');
    expect(hints).toMatch(/, _corrupt_record STRING$/);
  });

  it('has text for CSV, and no types for Parquet', () => {
    expect(schemaHints(conversations, 'csv')).toContain('call STRING, evaluations STRING');
    expect(schemaHints(conversations, 'parquet')).toBe('_corrupt_record STRING');
    expect(jsonColumns(conversations)).toEqual(['call', 'evaluations']);
    expect(jsonColumns(deals)).toEqual([]);
  });
});
