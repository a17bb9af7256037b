// Starts the real program with its demo market in a new folder, and stops it by its process: one for all tests in a browser, others for who asks.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    address: string;
    /** The path by which the first administrator signs up, as the program prints it. */
    firstLink: string;
    keys: Record<string, string>;
  }
}

/** A first start founds two markets and syncs each to disk. */
const START_MS = 120_000;
const STOP_MS = 30_000;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const market = await started();
  project.provide('address', market.address);
  project.provide('firstLink', market.firstLink);
  project.provide('keys', market.keys);
  return market.stop;
}

export interface Market {
  address: string;
  /** The path by which the first administrator signs up, as the program prints it. */
  firstLink: string;
  /** The program keys of the demo's people, by account. */
  keys: Record<string, string>;
  staffToken: string;
  stop: () => Promise<void>;
}

export async function started(): Promise<Market> {
  // Not a name that begins with JOGAK: those are settings of the program, which refuses ones it does not know.
  const program = process.env['E2E_PROGRAM'];
  if (!program) throw new Error('E2E_PROGRAM has to name the program to be tested, such as ../target/debug/jogak');
  const folder = await mkdtemp(join(tmpdir(), 'jogak-e2e-'));
  const server = spawn(resolve(program), ['serve', '--demo', '--port', '0', '--data', join(folder, 'data')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await stopped(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const secrets = join(folder, 'data/secrets');
    const { address, firstLink } = await listening(server);
    const staffToken = (await readFile(join(secrets, 'staff_token'), 'utf8')).trim();
    return { address, firstLink, keys: await keysOf(join(secrets, 'demo_accounts.txt')), staffToken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What it prints: the first administrator's link, and the address once it takes requests. */
async function listening(server: ChildProcess): Promise<{ address: string; firstLink: string }> {
  const said: string[] = [];
  let firstLink = '';
  return await new Promise((found, failed) => {
    const give = (why: string) => failed(new Error(`${why}\n${said.join('\n')}`));
    const timer = setTimeout(() => give('the server did not start in time'), START_MS);
    server.once('exit', (code) => give(`the server ended with ${code}`));
    for (const output of [server.stdout, server.stderr]) {
      if (!output) continue;
      createInterface({ input: output }).on('line', (line) => {
        said.push(line);
        firstLink = /^first administrator: http:\/\/[^/]+(\/\S+)/.exec(line)?.[1] ?? firstLink;
        const address = /^listening (http:\/\/\S+)/.exec(line)?.[1];
        if (!address) return;
        clearTimeout(timer);
        server.removeAllListeners('exit');
        found({ address, firstLink });
      });
    }
  });
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

async function keysOf(file: string): Promise<Record<string, string>> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => /^[LP]-/.test(line));
  return Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]));
}
