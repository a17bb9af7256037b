// Checks how much the built application makes a browser load, by gzip. Prints each measure beside its budget; a measure above it fails.
//
// What a page needs is an entry of the build's manifest with all that it imports statically. What a route adds is what the entry does not bring already,
// with the chart for the trading page, although it comes later than the rest of it.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KILOBYTE = 1000;
const BUDGETS_KB = { entry: 120, trading: 75, other: 40, css: 20, all: 450 };
const TRADING = 'src/features/trading/trading-page.tsx';
const CHART = 'src/features/trading/chart/candle-chart.tsx';
const LANGUAGES = ['src/words/ko.ts', 'src/words/en.ts'];

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));

const sizes = new Map();
/** Compressed bytes of a built file, as the server sends it to a browser that knows gzip only. */
function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(dist + file), { level: 9 }).length);
  return sizes.get(file);
}

/** Files of an entry and of all that it imports statically. */
function needed(key, seen = new Set()) {
  const entry = manifest[key];
  if (!entry) throw new Error(`the build has no ${key}`);
  if (!seen.has(entry.file)) {
    seen.add(entry.file);
    for (const imported of entry.imports ?? []) needed(imported, seen);
  }
  return seen;
}

const sum = (files) => [...files].reduce((total, file) => total + size(file), 0);
const without = (files, known) => [...files].filter((file) => !known.has(file));

// Everybody loads one language before anything is drawn; the larger one counts.
const languages = LANGUAGES.map((key) => needed(key));
const language = languages.sort((a, b) => sum(b) - sum(a))[0];
const entry = new Set([...needed('index.html'), ...language]);
// A page may bring the words of its part of the application as well; those of the largest part count for each.
const parts = Object.keys(manifest).filter((key) => /^src\/words\/[a-z]+\/(ko|en)\.ts$/.test(key));
const partWords = Math.max(...parts.map((key) => sum(without(needed(key), entry))));
const routes = manifest['index.html'].dynamicImports.filter((key) => key.startsWith('src/features/'));
const built = readdirSync(`${dist}built`).map((name) => `built/${name}`);

const measures = [
  ['web_entry_gzip_kb', sum(entry), BUDGETS_KB.entry],
  ['web_trading_route_gzip_kb', sum(without(new Set([...needed(TRADING), ...needed(CHART)]), entry)), BUDGETS_KB.trading],
  ...routes.filter((key) => key !== TRADING).map((key) => [`web_route_gzip_kb ${key.split('/').at(-1)}`, sum(without(needed(key), entry)) + partWords, BUDGETS_KB.other]),
  ['web_css_gzip_kb', sum(built.filter((name) => name.endsWith('.css'))), BUDGETS_KB.css],
  ['web_all_javascript_gzip_kb', sum(built.filter((name) => name.endsWith('.js'))), BUDGETS_KB.all],
];

let failed = 0;
for (const [name, bytes, budget] of measures) {
  const kilobytes = bytes / KILOBYTE;
  const verdict = kilobytes <= budget ? 'ok' : 'FAILED';
  if (verdict !== 'ok') failed += 1;
  console.log(`${name.padEnd(52)} ${kilobytes.toFixed(1).padStart(7)} of ${budget} kB  ${verdict}`);
}
process.exitCode = failed > 0 ? 1 : 0;
