import {
  formatAge,
  formatCell,
  formatNumber,
  formatSeconds,
  formatTime,
  vegaFormat,
} from '../../../../cli/open/page/format';

describe('values as people read them', () => {
  it.each([
    [1234.567, undefined, '1,234.57'],
    [0, undefined, '0'],
    [
      47814,
      { type: 'number', abbreviation: 'compact', decimalPlaces: { type: 'max', places: 1 } },
      '47.8K',
    ],
    [
      9999,
      { type: 'number', abbreviation: 'compact', decimalPlaces: { type: 'max', places: 1 } },
      '9,999',
    ],
    [0.4567, { type: 'number-percent', decimalPlaces: { type: 'max', places: 1 } }, '45.7%'],
    [
      0.5,
      { type: 'number-currency', currencyCode: 'USD', decimalPlaces: { type: 'exact', places: 2 } },
      '$0.50',
    ],
  ] as const)('%d as %j is %s', (value, format, text) => {
    expect(formatNumber(value, format)).toBe(text);
  });

  it.each([
    [null, {}, '–'],
    [true, {}, 'yes'],
    [1234, { displayAs: 'number', numberFormat: '0,0' }, '1,234'],
    [0.5, { displayAs: 'number', numberFormat: '0,0.00' }, '0.50'],
    [0.123, { displayAs: 'number', numberFormat: '0.0%' }, '12.3%'],
    ['2025-07-01', { displayAs: 'datetime', dateTimeFormat: 'YYYY-MM' }, '2025-07'],
    [
      '2025-07-01T08:09:10.000Z',
      { displayAs: 'datetime', dateTimeFormat: 'YYYY-MM-DD HH:mm' },
      '2025-07-01 08:09',
    ],
    ['text', { displayAs: 'string' }, 'text'],
  ] as const)('the cell %j of %j is %s', (value, column, text) => {
    expect(formatCell(value, column)).toBe(text);
  });

  it('says durations and ages', () => {
    expect([12.34, 150, null].map(formatSeconds)).toEqual(['12.3 s', '2.5 min', '–']);
    const now = Date.parse('2025-07-03T00:00:00Z');
    const ages = [
      '2025-07-02T23:59:50Z',
      '2025-07-02T23:15:00Z',
      '2025-07-02T20:00:00Z',
      '2025-06-30T00:00:00Z',
    ];
    expect(ages.map((text) => formatAge(text, now))).toEqual([
      'just now',
      '45 min ago',
      '4 h ago',
      '3 days ago',
    ]);
    expect(formatTime('2025-07-01T08:09:10.000Z')).toBe('2025-07-01 08:09');
  });

  it('gives axes the format of their numbers', () => {
    expect(vegaFormat({ type: 'number-percent', decimalPlaces: { type: 'max', places: 1 } })).toBe(
      '.1~%',
    );
    expect(vegaFormat({ type: 'number-currency' })).toBe('$,.2f');
    expect(vegaFormat({ type: 'number' })).toBeUndefined();
  });
});
