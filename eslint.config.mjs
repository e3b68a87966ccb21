import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', '.build/', '.lakehouse/', 'cdktf.out/', '**/*.js', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    plugins: { 'import-sort': importSort },
    rules: {
      // Node.js, packages, files of this project: `eslint --fix` sorts them
      'import-sort/imports': 'error',
      // the barrel of a provider loads every resource it has, which costs seconds at each synth
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@cdktf/provider-databricks',
              message: 'Import @cdktf/provider-databricks/lib/<resource>',
            },
            { name: '@cdktf/provider-aws', message: 'Import @cdktf/provider-aws/lib/<resource>' },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
);
