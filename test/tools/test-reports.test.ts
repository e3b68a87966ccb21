import { jestOutcome, pytestOutcome, slowestLines } from '../../tools/test-reports';

const JEST = JSON.stringify({
  numPassedTests: 1,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    {
      name: '/project/test/a.test.ts',
      status: 'failed',
      message: 'the whole message',
      assertionResults: [
        { fullName: 'a adds', status: 'passed', duration: 1500, failureMessages: [] },
        {
          fullName: 'a fails',
          status: 'failed',
          duration: null,
          failureMessages: ['Error: 1 is not 2\n  at a.test.ts'],
        },
      ],
    },
    {
      name: '/project/test/b.test.ts',
      status: 'failed',
      message: 'Cannot find module\n  at b.test.ts',
      assertionResults: [],
    },
  ],
});

const PYTEST = `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="9.1">
<testcase classname="test.test_a" name="test_adds" time="0.500" />
<testcase classname="test.test_a" name="test_fails[&lt;1&gt;]" time="3.250"><failure message="AssertionError: assert &quot;1&quot; == 2&#10;next line">the whole message</failure></testcase>
<testcase classname="test.test_a" name="test_breaks" time="1"><error message="failed on setup with &quot;OSError&quot;">...</error></testcase>
<testcase classname="test.test_a" name="test_skipped" time="0"><skipped type="pytest.skip" message="no data">...</skipped></testcase>
</testsuite></testsuites>`;

describe('reports of test runners', () => {
  it("are read from jest's JSON, with files that do not load as failures", () => {
    expect(jestOutcome(JEST, '/project')).toEqual({
      passed: 1,
      failed: 2,
      failures: [
        'test/a.test.ts: a fails: Error: 1 is not 2',
        'test/b.test.ts: Cannot find module',
      ],
      times: [
        { name: 'test/a.test.ts: a adds', seconds: 1.5 },
        { name: 'test/a.test.ts: a fails', seconds: 0 },
      ],
    });
  });

  it("are read from pytest's JUnit file, with errors of fixtures as failures", () => {
    expect(pytestOutcome(PYTEST)).toEqual({
      passed: 1,
      failed: 2,
      failures: [
        'test.test_a test_fails[<1>]: AssertionError: assert "1" == 2',
        'test.test_a test_breaks: failed on setup with "OSError"',
      ],
      times: [
        { name: 'test.test_a test_adds', seconds: 0.5 },
        { name: 'test.test_a test_fails[<1>]', seconds: 3.25 },
        { name: 'test.test_a test_breaks', seconds: 1 },
        { name: 'test.test_a test_skipped', seconds: 0 },
      ],
    });
  });

  it('list the slowest tests first', () => {
    expect(slowestLines(pytestOutcome(PYTEST).times, 2)).toEqual([
      'slow:    3.3 s  test.test_a test_fails[<1>]',
      'slow:    1.0 s  test.test_a test_breaks',
    ]);
  });
});
