import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// A folder of features is an island: it imports its own files by `./` (or `../` from a folder within it) and what all share by `@/`. Nothing imports a
// feature but the list of routes, so that each stays a chunk of its own.
const feature = { regex: '^@/features/', message: 'A feature is imported by src/app.tsx only.' };
const outside = (regex) => ({ regex, message: 'Import what is outside of the folder by @/.' });

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.ts'] },
  ...tseslint.configs.strictTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': ['error', { patterns: [feature, outside('^\\.\\./')] }],
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['src/features/*/*/*'], rules: { 'no-restricted-imports': ['error', { patterns: [feature, outside('^\\.\\./\\.\\./')] }] } },
  { files: ['src/app.tsx'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
  { files: ['scripts/*.mjs'], rules: { 'no-console': 'off' } },
);
