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
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.build|cdktf\\.out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
