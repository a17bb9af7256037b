// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

// A compiler is started for it.
const PATIENCE_MS = 60_000;

it('the types of the API are those of its description', { timeout: PATIENCE_MS }, () => {
  const fresh = execFileSync(process.execPath, [at('scripts/api-types.mjs')], { encoding: 'utf8' });
  expect(readFileSync(at('src/api/schema.ts'), 'utf8') === fresh, 'run `npm run types`').toBe(true);
});
