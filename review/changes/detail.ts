/** One thing that changes about a resource, as text that is yet to be escaped. */
export interface Detail {
  /** The attribute: `task[merge_deals].max_retries`. */
  readonly path: string;
  /** @default - it was not there */
  readonly before?: string;
  /** @default - it is gone */
  readonly after?: string;
  /** In place of the two where they have many lines: those of a unified diff. */
  readonly diff?: readonly string[];
  /** Lines of the diff that were left out. @default 0 */
  readonly omittedLines?: number;
}
