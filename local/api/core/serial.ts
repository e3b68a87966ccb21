/** Work that must not run concurrently for the same key: each piece starts after the end of the one before. */
export class Serial {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs `work` after all earlier work of `key`, also after failed work. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
