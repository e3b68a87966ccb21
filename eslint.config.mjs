import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', '.build/', '.lakehouse/', 'cdktf.out/', '**/*.js', '**/*.cjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    // JSON of any form: answers of the REST API in tests
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
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
      // a function that an interface declares as asynchronous need not await
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
);
