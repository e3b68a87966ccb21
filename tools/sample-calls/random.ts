/** A seeded source of choices: the same seed makes the same choices on every machine. */
export class Random {
  constructor(private state: number) {}

  /** A number from 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True in that share of the cases. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of the choices. */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('pick: no choices, got an empty list');
    // a choice may be undefined: the type of the list allows it
    return choices[this.integer(0, choices.length - 1)] as T;
  }

  /** `count` different choices, in random order. */
  sample<T>(choices: readonly T[], count: number): T[] {
    const rest = [...choices];
    return Array.from({ length: Math.min(count, rest.length) }, () =>
      rest.splice(this.integer(0, rest.length - 1), 1),
    ).flat();
  }

  /** A UUID of version 4 that the seed determines. */
  uuid(): string {
    const hex = Array.from({ length: 32 }, () => this.integer(0, 15).toString(16));
    hex[12] = '4';
    hex[16] = '89ab'.charAt(this.integer(0, 3));
    return [8, 4, 4, 4, 12].map((size) => hex.splice(0, size).join('')).join('-');
  }
}
