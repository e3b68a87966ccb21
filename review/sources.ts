/**
 * The texts of deployed files, by their paths in the repository. A plan has only their hashes; with
 * the texts a review shows what changes in them, and a policy can read them.
 */
export interface Sources {
  /** @returns undefined where there was no such file */
  readonly before: (path: string) => string | undefined;
  /** @returns undefined where there is no such file any more */
  readonly after: (path: string) => string | undefined;
}
