// Two people of each role and two programs, who come in by HTTP as everybody does: by sign-up, invitation, and an identity that a reviewer approves.
import { vi } from 'vitest';

import { type Role, STAFF_ROLES } from './authorisation-table';
import { bearer, type Credentials, Door } from './caller';
import { pictureFile } from './document';
import type { Market } from './market';

const PASSWORD = 'orchid-lantern-47';
/** Listed, and traded by nobody: an order rests there. */
export const QUIET = 'KRW-LPJ';
const GRANT_WON = '1000000';
const OPENED_MS = 60_000;

export interface Person {
  email: string;
  credentials: Credentials;
}

/** Who has accounts. */
export interface Holder extends Person {
  live: string;
  practice: string;
  /** Their identity's case. */
  case: string;
}

export interface Company {
  door: Door;
  logIn: (email: string) => Promise<Credentials>;
  token: Credentials;
  staff: Record<(typeof STAFF_ROLES)[number], [Person, Person]>;
  investors: [Holder, Holder];
  agents: [Holder, Holder];
  /** Programs with the keys of two accounts of the practice market. */
  programs: [Credentials, Credentials];
}

export async function company(market: Market): Promise<Company> {
  const door = new Door(market.address);
  const token = bearer(market.staffToken);
  const documents = (await door.done({}, 'get', '/consents'))['documents'] as object[];
  const newcomer = (email: string) => ({ email, name: email.split('@')[0], password: PASSWORD, consents: documents });
  const person = async (email: string): Promise<Person> => ({ email, credentials: await door.logIn(email, PASSWORD) });

  const invited = async (email: string, link: string) => {
    await door.done({}, 'post', '/sign-up/staff', { token: link, ...newcomer(email) });
    return await person(email);
  };
  const first = await invited('administrator-1@jogak.test', market.firstLink.split('#')[1] ?? '');
  const staff = {} as Company['staff'];
  for (const role of STAFF_ROLES) {
    const another = async (at: number) => {
      const { token: link } = await door.done(first.credentials, 'post', '/staff/invitations', { role });
      return await invited(`${role}-${at}@jogak.test`, String(link));
    };
    staff[role] = [role === 'administrator' ? first : await another(1), await another(2)];
  }

  const reviewer = staff.reviewer[0].credentials;
  let holders = 0;
  const holder = async (role: 'investor' | 'agent', at: number): Promise<Holder> => {
    holders += 1;
    const email = `${role}-${at}@jogak.test`;
    await door.done({}, 'post', `/sign-up/${role}`, newcomer(email));
    const { credentials } = await person(email);
    const document = pictureFile('card.png', holders).buffer.toString('base64');
    const handedIn = { document_kind: 'resident_card', id_number: `900101-200000${holders}`, country: 410, document };
    const submitted = await door.done(credentials, 'post', '/kyc', handedIn);
    const id = String(submitted['case']);
    await door.done(reviewer, 'post', `/staff/kyc/${id}/decision`, { decision: 'approve', reason: 'as on the document' });
    const account = async (of: string) => {
      const { accounts } = (await door.done(credentials, 'get', '/me')) as { accounts: { market: string; account?: string }[] };
      return accounts.find((one) => one.market === of)?.account;
    };
    // An approval opens them a moment later.
    await vi.waitUntil(async () => (await account('live')) !== undefined && (await account('practice')) !== undefined, { timeout: OPENED_MS, interval: 100 });
    const found = { email, credentials, live: (await account('live')) ?? '', practice: (await account('practice')) ?? '', case: id };
    const granted = await door.done(token, 'post', `/accounts/${found.practice}/grants`, { amount: GRANT_WON }, { 'Idempotency-Key': `grant-${holders}` });
    await door.done(credentials, 'get', `/account?market=practice&at_least=${String(granted['position'])}`);
    return found;
  };
  const investors: Company['investors'] = [await holder('investor', 1), await holder('investor', 2)];
  const agents: Company['agents'] = [await holder('agent', 1), await holder('agent', 2)];
  const [one, other] = [market.keys['P-43'], market.keys['P-44']];
  if (!one || !other) throw new Error('the demo has no keys of P-43 and P-44');
  return { door, logIn: async (email) => await door.logIn(email, PASSWORD), token, staff, investors, agents, programs: [bearer(one), bearer(other)] };
}

export function peopleOf(of: Company, role: Role): [Person, Person] {
  if (role === 'investor') return of.investors;
  return role === 'agent' ? of.agents : of.staff[role];
}

/** An order that rests: the identity of it. */
export async function restingOrder({ door }: Company, credentials: Credentials, key: string): Promise<string> {
  const { previous_close: price } = await door.done({}, 'get', `/instruments/${QUIET}/ticker`);
  const { lot: quantity } = await door.done({}, 'get', `/instruments/${QUIET}`);
  const order = { instrument: QUIET, side: 'buy', kind: 'limit', price, quantity };
  const placed = await door.done(credentials, 'post', '/orders', order, { 'Idempotency-Key': key });
  return String(placed['order_id']);
}
