/** Rules for imports between files and folders: `npm run dependencies`. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that import each other cannot be read, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circular-folders',
      comment: 'Two top-level folders that import each other are one folder in fact.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^[^/]+$' },
      to: { circular: true, path: '^[^/]+$' },
    },
    {
      name: 'rules-stand-alone',
      comment: 'Constructs and the plan review share `rules/`, and so it imports neither.',
      severity: 'error',
      from: { path: '^rules/' },
      to: { pathNot: '^(rules|contracts)/', dependencyTypes: ['local'] },
    },
    {
      name: 'constructs-and-review-are-apart',
      comment: 'The plan review reads plans of any stack; put what both need into `rules/`.',
      severity: 'error',
      from: { path: '^(constructs|review)/' },
      to: { path: '^(constructs|review)/', pathNot: '^$1/' },
    },
    {
      name: 'no-circular-types-in-local-api',
      comment: 'The local workspace has no circle at all, also none of types.',
      severity: 'error',
      from: { path: '^local/api/' },
      to: { circular: true },
    },
    {
      name: 'core-imports-no-service',
      comment: 'Services depend on local/api/core, which works without any of them.',
      severity: 'error',
      from: { path: '^local/api/core/' },
      to: { path: '^local/api/(?!core/)' },
    },
    {
      name: 'services-do-not-import-the-server',
      comment: 'The server and the registry import the services.',
      severity: 'error',
      from: { path: '^local/api/services/[^/]+/' },
      to: { path: '^local/api/([^/]+\\.ts|services/index\\.ts)$' },
    },
    {
      name: 'no-circular-services',
      comment: 'Services import each other in one direction, so that each can be read alone.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^local/api/services/[^/]+$' },
      to: { circular: true },
    },
    {
      name: 'constructs-read-no-settings',
      comment:
        'Constructs take explicit props; defaults of settings are applied in resolveSettings().',
      severity: 'error',
      from: { path: '^constructs/' },
      to: { path: '^environments/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.build|cdktf\\.out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
