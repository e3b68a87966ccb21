/** Reads the reports of the test runners: counts, failures, and the time of each test. */

export interface TestTime {
  readonly name: string;
  readonly seconds: number;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** One line for each failed test. */
  readonly failures: readonly string[];
  readonly times: readonly TestTime[];
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The outcome in jest's report (`--json`); names of files are relative to `root`. */
export function jestOutcome(json: string, root: string): Outcome {
  const report = JSON.parse(json) as JestReport;
  const fileName = (path: string) => path.replace(`${root}/`, '');
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({
      ...test,
      name: `${fileName(file.name)}: ${test.fullName}`,
    })),
  );
  const failed = tests.filter((test) => test.status === 'failed');
  // a file that does not load has no test to count
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    failures: [
      ...failed.map((test) => failureLine(test.name, test.failureMessages[0])),
      ...broken.map((file) => failureLine(fileName(file.name), file.message)),
    ],
    times: tests.map((test) => ({ name: test.name, seconds: (test.duration ?? 0) / 1000 })),
  };
}

/** The outcome in pytest's report (`--junitxml`). */
export function pytestOutcome(xml: string): Outcome {
  const cases = [...xml.matchAll(/<testcase ([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes = '', , body = '']) => ({
      name: `${attribute(attributes, 'classname')} ${attribute(attributes, 'name')}`,
      seconds: Number(attribute(attributes, 'time')),
      failure: /<(?:failure|error) ([^>]*)>/.exec(body)?.[1],
    }),
  );
  const suite = /<testsuite ([^>]*)>/.exec(xml)?.[1] ?? '';
  const count = (name: string) => Number(attribute(suite, name) || 0);
  const failed = count('failures') + count('errors');
  return {
    passed: count('tests') - failed - count('skipped'),
    failed,
    failures: cases
      .filter(({ failure }) => failure !== undefined)
      .map(({ name, failure }) => failureLine(name, attribute(failure ?? '', 'message'))),
    times: cases.map(({ name, seconds }) => ({ name, seconds })),
  };
}

/** The slowest tests, one line each. */
export function slowestLines(times: readonly TestTime[], count: number): string[] {
  return [...times]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `slow: ${seconds.toFixed(1).padStart(6)} s  ${name}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&apos;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&#10;': '\n',
  '&#13;': '\r',
  '&#9;': '\t',
  '&amp;': '&',
};

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  return value.replace(
    /&(?:quot|apos|lt|gt|amp|#10|#13|#9);/g,
    (entity) => ENTITIES[entity] ?? entity,
  );
}

/** The test and the first line of its message; the runner has printed the whole message before. */
function failureLine(name: string, message = ''): string {
  const [line = ''] = message.trim().split('\n');
  return `${name}: ${line.slice(0, 300)}`;
}
