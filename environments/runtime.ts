/**
 * The oldest Databricks runtime that runs the notebooks and SQL files.
 *
 * | feature | runtime |
 * | --- | --- |
 * | EXECUTE IMMEDIATE of an expression (governance, maintenance) | 17.3 |
 * | `Column.try_cast` (ingestion) | 17.0 |
 * | MLflow 3 (machine learning runtime) | 17.0 |
 *
 * Sources: Databricks SQL reference, "EXECUTE IMMEDIATE"; Apache Spark 4.0 API, `Column.try_cast`;
 * Databricks runtime release notes.
 */
export const OLDEST_RUNTIME = { major: 17, minor: 3 } as const;

/** Whether a runtime version, such as `17.3.x-scala2.13`, is new enough. */
export function isSupportedRuntime(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined) return false;
  const { major: oldestMajor, minor: oldestMinor } = OLDEST_RUNTIME;
  return Number(major) === oldestMajor ? Number(minor) >= oldestMinor : Number(major) > oldestMajor;
}
