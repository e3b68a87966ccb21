/** Type checking is `npm run typecheck`'s job; here files are only transpiled, which keeps the tests quick. */
module.exports = {
  testEnvironment: 'node',
  // a hang is to be noticed, a busy machine is not
  testTimeout: 60_000,
  // nothing runs beside them, and what they start (terraform, another node) is mostly waited for
  maxWorkers: '100%',
  // `npm run test:coverage`: files that no test loads count as well
  collectCoverageFrom: [
    '{cli,client,constructs,contracts,deployment,environments,quartz,review,rules,stacks}/**/*.ts',
    'local/api/**/*.ts',
    '!cli/open/page/**',
  ],
  coverageDirectory: '.build/reports/coverage',
  coverageReporters: ['text-summary', 'html', 'lcovonly'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.build', '<rootDir>/.lakehouse', '<rootDir>/cdktf.out'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
