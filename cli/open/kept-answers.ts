/** Largest number of cached answers; the least recently used are removed first. */
const MOST = 500;

interface Kept<T> {
  readonly answer: Promise<T>;
  readonly askedAt: number;
}

/**
 * Cache of answers: a query that is repeated within its time, or that two widgets share, runs once.
 * Failed queries are not cached.
 */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();

  /** @param milliseconds how long an answer is kept */
  constructor(private readonly milliseconds: number) {}

  /** The answer to the question of that key, as it is kept, or else as it is given to `ask` now. */
  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const found = this.kept.get(key);
    if (found && Date.now() - found.askedAt < this.milliseconds) return found.answer;
    this.kept.delete(key);
    const mine = { answer: ask(), askedAt: Date.now() };
    this.kept.set(key, mine);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST) break;
      this.kept.delete(oldest);
    }
    try {
      return await mine.answer;
    } catch (error) {
      if (this.kept.get(key) === mine) this.kept.delete(key);
      throw error;
    }
  }

  /** Has everything asked again. */
  clear(): void {
    this.kept.clear();
  }
}
