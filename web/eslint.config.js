import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// A folder of features is an island: it imports its own files by `./` and what all share by `@/`. Nothing else imports a feature but the list of
// routes, so that each stays a chunk of its own.
const islands = {
  patterns: [
    { group: ['../*', '!../*.css'], message: 'Import from the same folder by ./ and from others by @/.' },
    { group: ['@/features/*'], message: 'A feature is imported by src/app.tsx only.' },
  ],
};

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.ts'] },
  ...tseslint.configs.strictTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': ['error', islands],
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['src/app.tsx'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
);
