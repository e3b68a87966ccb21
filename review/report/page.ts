/** A heading of a section, and what its entries are called where some are left out. */
export interface Section {
  /** A heading, and a table's head where the entries are its rows. */
  readonly title: string;
  readonly what: string;
}

/** What is kept free for saying what does not fit. */
const RESERVE = 2_000;

/** A page that does not grow beyond a limit: entries that do not fit are counted. */
export class Page {
  private readonly parts: string[] = [];
  private readonly omissions: string[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  /** Entries one after the other, as many as fit. */
  add(entries: readonly string[], section?: Section): void {
    if (entries.length === 0) return;
    const isTable = section?.title.includes('\n| ---') ?? false;
    const [separator, end] = isTable ? ['\n', '\n\n'] : ['\n\n', '\n\n'];
    const title = section ? `${section.title}${separator}` : '';
    const fits: string[] = [];
    let length = this.length + title.length + end.length;
    for (const entry of entries) {
      if (length + entry.length + separator.length > this.limit - RESERVE) break;
      length += entry.length + separator.length;
      fits.push(entry);
    }
    if (fits.length > 0) {
      this.parts.push(`${title}${fits.join(separator)}${end}`);
      this.length = length;
    }
    const omitted = entries.length - fits.length;
    if (omitted > 0) {
      this.omissions.push(`${omitted} of ${entries.length} ${section?.what ?? 'entries'}`);
    }
  }

  text(): string {
    const omitted = this.omissions.map((omission) => `- ${omission}`);
    if (omitted.length > 0) {
      this.parts.push(
        [
          `### Not shown: the limit is ${this.limit} characters`,
          ...omitted,
          '',
          'The JSON file of the review has them all.',
        ].join('\n'),
      );
    }
    return `${this.parts.join('').trimEnd()}\n`;
  }
}
