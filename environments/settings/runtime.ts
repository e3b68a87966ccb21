import { show } from './problems';

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
const OLDEST_RUNTIME = { major: 17, minor: 3 } as const;

const VERSION = /^\d+\.\d+\.x-.*scala2\.\d+$/;
const ML_VERSION = /^\d+\.\d+\.x-.*ml-scala2\.\d+$/;

/** Returns true if a runtime version, such as `17.3.x-scala2.13`, is supported. */
export function isSupportedRuntime(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined) return false;
  const { major: oldestMajor, minor: oldestMinor } = OLDEST_RUNTIME;
  return Number(major) === oldestMajor ? Number(minor) >= oldestMinor : Number(major) > oldestMajor;
}

/** Problems of a setting that names a runtime. */
export function runtimeProblems(
  field: 'sparkVersion' | 'mlSparkVersion',
  version: unknown,
): string[] {
  const [pattern, rule] =
    field === 'sparkVersion'
      ? [VERSION, 'not a runtime version such as 17.3.x-scala2.13']
      : [ML_VERSION, 'not a machine learning runtime: 17.3.x-cpu-ml-scala2.13'];
  const problem = (text: string): string => `\`${field}\`: ${text}, got ${show(version)}`;
  const problems: string[] = [];
  if (typeof version !== 'string' || !pattern.test(version)) problems.push(problem(rule));
  if (typeof version === 'string' && VERSION.test(version) && !isSupportedRuntime(version)) {
    const { major, minor } = OLDEST_RUNTIME;
    problems.push(problem(`older than runtime ${major}.${minor}`));
  }
  return problems;
}
