import { KeptAnswers } from '../../../cli/open/kept-answers';

describe('KeptAnswers', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks again after a while, or when told to', async () => {
    const kept = new KeptAnswers<number>(1000);
    let asked = 0;
    const ask = () => kept.get('a', async () => ++asked);
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    jest.advanceTimersByTime(999);
    expect(await ask()).toBe(1);
    jest.advanceTimersByTime(1);
    expect(await ask()).toBe(2);
    kept.clear();
    expect(await ask()).toBe(3);
  });

  it('keeps no failure, and no more than so many', async () => {
    const kept = new KeptAnswers<number>(1000);
    await expect(kept.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await kept.get('a', async () => 1)).toBe(1);
    for (let i = 0; i < 500; i += 1) await kept.get(`${i}`, async () => i);
    expect(await kept.get('a', async () => 2)).toBe(2);
    expect(await kept.get('499', async () => 0)).toBe(499);
  });
});
