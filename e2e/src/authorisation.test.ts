// Who may use which route, and that nobody gets at what is another's: the hand-written table against the real program, by HTTP.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Caller, CALLERS, IDS, PARAMETERS, type Role, type Route, STAFF_ROLES, TABLE } from './authorisation-table';
import { type Answer, type Credentials, NOBODY } from './caller';
import { company, type Company, type Holder, peopleOf, QUIET, restingOrder } from './company';
import { pictureFile } from './document';
import { type Market, started } from './market';

interface Described {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

const LONG = { timeout: 300_000 };
const described = JSON.parse(readFileSync(new URL('../../crates/api/openapi.json', import.meta.url), 'utf8')) as Described;
const ROLES: readonly Role[] = ['investor', 'agent', ...STAFF_ROLES];
const PUBLIC_CODE = 'KRW-JG0127';
/** What is not there: whoever is let in changes nothing with it. */
const NOTHING = { code: 'KRW-NOSUCH', market: 'nowhere', account: 'L-99999999', order: 'live-99999999', session: '0'.repeat(16), case: '99999999', listing: '99999999', deposit: 'live-99999999', withdrawal: 'live-99999999', proposal: 'live-99999999', key_id: '0', evidence: '0'.repeat(64) };
/** Says why somebody is not let in, and nothing else. */
const REFUSALS = ['authentication_required', 'session_required', 'account_key_required', 'staff_only', 'role_not_allowed', 'second_person_required'];
/** Not JSON: whoever hears so was let in. */
const BROKEN = '{"';

let market: Market;
let all: Company;
let listing: string;
let evidence: string;
let order: string;

beforeAll(async () => {
  market = await started();
  all = await company(market);
  const [agent] = all.agents;
  const asset = { name: 'A house', class: 'real_estate', place: 'Seoul', summary: 'Four floors.', appraisal: '50000000', total_units: '10000', share_bps: 4_000 };
  const document = pictureFile('appraisal.png', 7).buffer.toString('base64');
  listing = String((await all.door.done(agent.credentials, 'post', '/listings', { ...asset, document }))['listing']);
  evidence = String((await all.door.done(all.staff.treasurer[0].credentials, 'post', '/staff/evidence', { document }))['evidence']);
  order = await restingOrder(all, all.investors[0].credentials, 'first-1');
  await restingOrder(all, all.investors[0].credentials, 'first-2');
}, LONG.timeout);
afterAll(async () => await market?.stop());

describe('f10 who may use which route', LONG, () => {
  it('the table has every route of the description, each once, and no other', () => {
    const routes = Object.entries(described.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(TABLE.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes.sort());
    const parameters = Object.values(described.paths).flatMap((methods) => Object.values(methods).flatMap((route) => route.parameters ?? []));
    const names = (where: (place: string) => boolean) => [...new Set(parameters.filter((one) => where(one.in)).map((one) => one.name))].sort();
    expect(names((place) => place === 'path')).toEqual(Object.keys(IDS).sort());
    expect(names((place) => place === 'query' || place === 'header')).toEqual([...PARAMETERS].sort());
  });

  it('every route lets in whom the table lets in, refuses everybody else before it reads the body, and nothing changes', async () => {
    const before = await facts();
    let refused = 0;
    for (const route of TABLE) {
      for (const caller of CALLERS) {
        const name = `${route.method} ${route.path} by ${caller}`;
        const answer = await called(route, caller);
        if (route.admits.has(caller)) {
          letIn(route, answer, name);
        } else {
          refused += 1;
          expect(answer.status, `${name}: ${answer.text}`).toBe(caller === 'nobody' ? 401 : 403);
          expect(REFUSALS, name).toContain(answer.body['code']);
          expect(Object.keys(answer.body).every((field) => ['type', 'title', 'status', 'code', 'detail', 'request_id'].includes(field)), answer.text).toBe(true);
        }
      }
    }
    console.log(`${refused} refused and ${TABLE.length * CALLERS.length - refused} let in, of ${TABLE.length} routes and ${CALLERS.length} callers`);
    expect(await facts()).toEqual(before);
  });

  it('no browser acts for a page of another server', async () => {
    const before = await facts();
    for (const route of TABLE.filter(({ method }) => method !== 'get')) {
      for (const role of ROLES.filter((one) => route.admits.has(one))) {
        const [{ credentials }] = peopleOf(all, role);
        const answer = await sent(route, route.admits.has('nobody') ? NOBODY : credentials, { Origin: 'http://elsewhere.test' });
        expect([answer.status, answer.body['code']], `${route.method} ${route.path} by ${role}`).toEqual([403, 'origin_refused']);
      }
    }
    expect(await facts()).toEqual(before);
  });
});

describe('f10 what is one person’s is not there for another', LONG, () => {
  const own = TABLE.filter(({ path }) => parametersOf(path).some((name) => IDS[name] === 'one'));

  it('orders are found by their holder alone', async () => {
    const holders: [string, Credentials, Credentials, string][] = [
      ['investor', all.investors[0].credentials, all.investors[1].credentials, order],
      ['agent', all.agents[0].credentials, all.agents[1].credentials, await restingOrder(all, all.agents[0].credentials, 'first-1')],
      ['key', all.programs[0], all.programs[1], await restingOrder(all, all.programs[0], 'authorisation-1')],
    ];
    const before = await facts();
    const routes = own.filter(({ path }) => path.includes('{order}'));
    expect(routes.map(({ method }) => method).sort()).toEqual(['delete', 'get', 'patch']);
    for (const [who, first, second, id] of holders) {
      const seen = await all.door.done(first, 'get', `/orders/${id}`);
      for (const { method } of routes) {
        // Of what is not there, the answer is the same.
        for (const asked of [id, 'practice-99999999']) {
          const answer = await all.door.send(second, method, `/orders/${asked}`, method === 'patch' ? { price: '100' } : undefined, { 'Idempotency-Key': `${method}-${asked}` });
          expect([answer.status, answer.body['code']], `${method} ${asked} by another ${who}: ${answer.text}`).toEqual([404, 'unknown_order']);
        }
      }
      expect(await orderOf(first, id)).toEqual(seen['order']);
    }
    expect(await facts()).toEqual(before);
  });

  it('sessions are ended by whom they are of', async () => {
    const routes = own.filter(({ path }) => path.includes('{session}'));
    expect(routes.map(({ method }) => method)).toEqual(['delete']);
    for (const role of ROLES) {
      const [first, second] = peopleOf(all, role);
      const { sessions } = (await all.door.done(first.credentials, 'get', '/sessions')) as { sessions: { session: string }[] };
      expect(sessions.length).toBeGreaterThan(0);
      for (const { session } of sessions) {
        const answer = await all.door.send(second.credentials, 'delete', `/sessions/${session}`);
        expect([answer.status, answer.body['code']], `by another ${role}`).toEqual([404, 'not_found']);
      }
      const left = (await all.door.done(first.credentials, 'get', '/sessions')) as { sessions: { session: string }[] };
      expect(left.sessions.map(({ session }) => session)).toEqual(sessions.map(({ session }) => session));
    }
  });

  it('what is staff’s is refused to the person it is about and to others of their role', async () => {
    const before = await facts();
    const routes = TABLE.filter(({ path, admits }) => parametersOf(path).some((name) => IDS[name] === 'staff') && !admits.has('investor'));
    for (const [at, credentials] of [...all.investors, ...all.agents].map((one, place) => [place, one.credentials] as const)) {
      for (const route of routes) {
        const answer = await all.door.send(credentials, route.method, filled(route, real()), route.method === 'get' ? undefined : {});
        expect([answer.status, answer.body['code']], `${route.method} ${route.path} by ${at}`).toEqual([403, expect.stringMatching(/^(role_not_allowed|second_person_required)$/)]);
      }
    }
    expect(await facts()).toEqual(before);
  });

  it('a cursor of another leads through the own list', async () => {
    const [first, second] = all.investors;
    for (const list of ['/orders', '/statement', '/history/orders', '/history/statement']) {
      const query = `${list}?market=practice&limit=1`;
      const page = await all.door.done(first.credentials, 'get', query);
      const next = String(page['next'] ?? '99999999');
      for (const cursor of [next, '99999999']) {
        const answer = await all.door.send(second.credentials, 'get', `${query}&cursor=${cursor}`);
        expect(answer.status, answer.text).toBe(200);
        expect(answer.text).not.toContain(order);
        expect(answer.text).not.toContain(first.practice);
      }
    }
  });

  it('the key of an act is its person’s own', async () => {
    const [first, second] = all.investors;
    const before = await factsOf(first);
    const placed = await restingOrder(all, second.credentials, 'first-1');
    expect(placed).not.toBe(order);
    expect(await orderOf(second.credentials, placed)).toBeDefined();
    expect(await factsOf(first)).toEqual(before);
  });

  it('a proposal is decided by another of the duty, and by nobody else', async () => {
    const [first] = all.investors;
    const [proposer, other] = all.staff.treasurer;
    const proposed = await all.door.done(proposer.credentials, 'post', `/accounts/${first.practice}/grants`, { amount: '1' }, { 'Idempotency-Key': 'proposal-1' });
    const id = String(proposed['proposal']);
    const before = await facts();
    const decide = async (credentials: Credentials, how: string) =>
      await all.door.send(credentials, 'post', `/proposals/${id}/${how}`, how === 'rejection' ? { reason: 'no' } : undefined, { 'Idempotency-Key': `${how}-${id}` });
    for (const [who, how, code] of [
      [all.staff.reviewer[0], 'approval', 'role_not_allowed'],
      [all.staff.reviewer[0], 'rejection', 'role_not_allowed'],
      [all.staff.market_operator[0], 'approval', 'role_not_allowed'],
      [all.staff.market_operator[0], 'rejection', 'role_not_allowed'],
      [proposer, 'approval', 'same_person'],
    ] as const) {
      const answer = await decide(who.credentials, how);
      expect([answer.status, answer.body['code']], `${how} by ${who.email}`).toEqual([403, code]);
    }
    expect(await facts()).toEqual(before);
    expect((await decide(other.credentials, 'rejection')).status).toBe(200);
  });
});

describe('f7 whoever logs out is nobody', LONG, () => {
  it('every person ends their own session by logging out', async () => {
    const [route] = TABLE.filter(({ method, path }) => method === 'delete' && path === '/session');
    for (const role of ROLES) {
      expect(route?.admits.has(role)).toBe(true);
      const [, { email }] = peopleOf(all, role);
      const session = await all.logIn(email);
      expect((await all.door.send(session, 'delete', '/session')).status, role).toBe(204);
      const after = await all.door.send(session, 'get', '/me');
      expect([after.status, after.body['code']]).toEqual([401, 'session_unknown']);
    }
  });
});

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** What is there: the first investor's and the first agent's, so that whoever is let in by mistake would see it. */
function real(): Record<string, string> {
  const [{ practice, case: identity }] = all.investors;
  return { ...NOTHING, code: PUBLIC_CODE, market: 'practice', account: practice, order, case: identity, listing, evidence };
}

const QUERIES: Readonly<Record<string, string>> = {
  'get /instruments/{code}/distributions/preview': 'total=1000000',
  'get /proposals': 'market=live',
  'get /staff/listings': 'state=submitted',
  // A market that there is not: whoever is let in cancels nothing.
  'delete /orders': 'market=nowhere',
};
const OF_A_MARKET = ['/account', '/statement', '/orders', '/fills', '/history/orders', '/history/fills', '/history/statement', '/history/distributions'];

function filled(route: Route, by: Readonly<Record<string, string>>): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => by[name] ?? '');
  const isOfAMarket = route.method === 'get' && OF_A_MARKET.includes(route.path);
  const query = QUERIES[`${route.method} ${route.path}`] ?? (isOfAMarket ? 'market=practice' : '');
  return query === '' ? path : `${path}?${query}`;
}

async function called(route: Route, caller: Caller): Promise<Answer> {
  // Logging out takes effect: it is done with a session of its own.
  if (route.path === '/session' && route.admits.has(caller)) return await sent(route, await all.logIn(peopleOf(all, caller as Role)[0].email));
  return await sent(route, credentialsOf(caller));
}

function credentialsOf(caller: Caller): Credentials {
  if (caller === 'nobody') return NOBODY;
  if (caller === 'key') return all.programs[0];
  if (caller === 'token') return all.token;
  return peopleOf(all, caller)[0].credentials;
}

/** Reads ask for what is there. Whatever else is asked for in a way that changes nothing even for whom it is meant. */
async function sent(route: Route, credentials: Credentials, more: Credentials = {}): Promise<Answer> {
  const isRead = route.method === 'get';
  return await all.door.send(credentials, route.method, filled(route, isRead ? real() : NOTHING), isRead ? undefined : BROKEN, more);
}

function letIn({ method, path }: Route, answer: Answer, name: string): void {
  const said = `${name}: ${answer.status} ${answer.text}`;
  if (path === '/session') expect(answer.status, said).toBe(204);
  else if (method !== 'get') expect([400, 404, 409, 413, 415, 422], said).toContain(answer.status);
  // The order is one investor's, and the asset has been described by nobody.
  else if (path === '/orders/{order}' || /^\/assets\/\{code\}/.test(path)) expect([200, 404], said).toContain(answer.status);
  else expect(answer.status, said).toBe(200);
}

async function orderOf(credentials: Credentials, id: string): Promise<unknown> {
  return (await all.door.done(credentials, 'get', `/orders/${id}`))['order'];
}

/** Without the position, which goes on with the market. */
async function fact(credentials: Credentials, path: string): Promise<unknown> {
  const { position: _, ...rest } = await all.door.done(credentials, 'get', path);
  return rest;
}

async function factsOf({ credentials, practice, live }: Holder): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const own = ['/me', '/kyc', '/subscriptions', '/payments', '/virtual-bank/account'];
  const ofMarkets = ['/account', '/statement', '/orders', '/fills'].flatMap((path) => ['live', 'practice'].map((name) => `${path}?market=${name}`));
  for (const path of [...own, ...ofMarkets]) found[path] = await fact(credentials, path);
  for (const account of [practice, live]) found[`keys of ${account}`] = await fact(all.token, `/accounts/${account}/keys`);
  return found;
}

/** What a route might change, as those see it whom it belongs to. */
async function facts(): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const holder of [...all.investors, ...all.agents]) found[holder.email] = await factsOf(holder);
  found['listings'] = await fact(all.agents[0].credentials, '/listings');
  const { credentials } = all.staff.reviewer[0];
  for (const path of ['/staff/kyc', `/staff/listings/${listing}`, '/proposals?market=live', '/proposals?market=practice']) found[path] = await fact(credentials, path);
  for (const path of ['/markets/live/policies', '/markets/practice/policies', '/assets', '/descriptions']) found[path] = await fact(NOBODY, path);
  const { instruments } = (await all.door.done(NOBODY, 'get', '/instruments')) as { instruments: { code: string; issued: string; reason?: string }[] };
  found['instruments'] = instruments.map(({ code, issued, reason }) => [code, issued, reason]);
  found['program'] = await fact(all.programs[0], `/orders?instrument=${QUIET}`);
  return found;
}
