// The types of the API, made of its description: `--write` replaces src/api/schema.ts, without it the text goes to standard output.
import openapiTS, { astToString } from 'openapi-typescript';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const description = new URL('../../crates/api/openapi.json', import.meta.url);
const target = fileURLToPath(new URL('../src/api/schema.ts', import.meta.url));

const heading = '// Made of crates/api/openapi.json by `npm run types`; a test compares both. Not to be edited.\n\n';
const text = heading + astToString(await openapiTS(description));

if (process.argv.includes('--write')) await writeFile(target, text);
else process.stdout.write(text);
