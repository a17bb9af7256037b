// Whom each route is for, written by hand from what the product promises and not from the program: the second of two tables that have to agree.

export const CALLERS = ['nobody', 'investor', 'agent', 'reviewer', 'treasurer', 'market_operator', 'auditor', 'administrator', 'key', 'token'] as const;
/** Who calls: nobody; a person of a role by their session; a program with the key of an account; a program with the staff's token. */
export type Caller = (typeof CALLERS)[number];
export const STAFF_ROLES = ['reviewer', 'treasurer', 'market_operator', 'auditor', 'administrator'] as const;
export type Role = 'investor' | 'agent' | (typeof STAFF_ROLES)[number];

/** What everybody may see: the market and its rules, what is offered, what one consents to. */
const EVERYBODY = '+ ++ +++++ ++';
/** What belongs to an account: its holder by a session or a program by the account's key. Staff have no accounts. */
const HOLDERS = '- ++ ----- +-';
/** What belongs to a person, who can say so in a browser only. */
const PERSONS = '- ++ +++++ --';
/** What belongs to a person who may have accounts. */
const CUSTOMERS = '- ++ ----- --';
/** What all of staff and their programs look at. */
const STAFF = '- -- +++++ -+';
/** What only a program of staff does; a person would have to have a second one beside them. */
const PROGRAM = '- -- ----- -+';
/** What moves money or the market: by a program at once, by a person of the duty as a proposal. */
const TREASURY = '- -- -+--- -+';
const MARKET = '- -- --+-- -+';
const LISTING = '- -- +-+-- -+';
const REGISTER = '- -- +---- -+';
/** What reviewers decide and auditors look at: people, never programs. */
const REVIEW = '- -- +---- --';
const LOOKS_AT_REVIEWS = '- -- +--+- --';
/** Documents that money is paid for: a treasurer hands them in, all of staff reads them. */
const TREASURERS = '- -- -+--- --';
const LOOKS = '- -- +++++ --';
const DECIDERS = '- -- +++-- --';
const ADMINISTRATION = '- -- ----+ --';
const KEYS = '- -- ----+ -+';
const AGENTS = '- -+ ----- --';

/** Every route with a sign for each of `CALLERS` in their order: `+` is let in, `-` is not. */
const ROUTES: readonly (readonly [route: string, callers: string])[] = [
  ['get /instruments', EVERYBODY],
  ['get /instruments/{code}', EVERYBODY],
  ['get /instruments/{code}/book', EVERYBODY],
  ['get /instruments/{code}/trades', EVERYBODY],
  ['get /instruments/{code}/ticker', EVERYBODY],
  ['get /instruments/{code}/candles', EVERYBODY],
  ['get /tickers', EVERYBODY],
  ['get /markets/{market}/policies', EVERYBODY],
  ['get /limits', EVERYBODY],
  ['get /assets', EVERYBODY],
  ['get /assets/{code}', EVERYBODY],
  ['get /assets/{code}/description', EVERYBODY],
  ['get /assets/{code}/document', EVERYBODY],
  ['get /descriptions', EVERYBODY],
  ['get /consents', EVERYBODY],

  ['post /sign-up/investor', EVERYBODY],
  ['post /sign-up/agent', EVERYBODY],
  ['post /sign-up/staff', EVERYBODY],
  ['post /sessions', EVERYBODY],
  ['get /sessions', PERSONS],
  ['get /me', PERSONS],
  ['delete /sessions/{session}', PERSONS],
  ['delete /session', PERSONS],
  ['get /kyc', CUSTOMERS],
  ['post /kyc', CUSTOMERS],
  ['get /virtual-bank/account', CUSTOMERS],
  ['post /virtual-bank/transfers', CUSTOMERS],

  ['get /account', HOLDERS],
  ['put /account/self-trade-prevention', HOLDERS],
  ['get /statement', HOLDERS],
  ['get /payments', HOLDERS],
  ['post /withdrawals', HOLDERS],
  ['get /orders', HOLDERS],
  ['post /orders', HOLDERS],
  ['delete /orders', HOLDERS],
  ['post /orders/batch', HOLDERS],
  ['get /orders/{order}', HOLDERS],
  ['patch /orders/{order}', HOLDERS],
  ['delete /orders/{order}', HOLDERS],
  ['get /fills', HOLDERS],
  ['get /history/orders', HOLDERS],
  ['get /history/fills', HOLDERS],
  ['get /history/statement', HOLDERS],
  ['get /history/distributions', HOLDERS],
  ['get /subscriptions', HOLDERS],
  ['post /assets/{code}/subscriptions', HOLDERS],
  ['delete /assets/{code}/subscriptions', HOLDERS],

  ['get /listings', AGENTS],
  ['post /listings', AGENTS],
  ['get /staff/listings', LOOKS_AT_REVIEWS],
  ['get /staff/listings/{listing}', LOOKS_AT_REVIEWS],
  ['get /staff/listings/{listing}/document', LOOKS_AT_REVIEWS],
  ['post /staff/listings/{listing}/review', REVIEW],
  ['post /staff/listings/{listing}/confirmation', REVIEW],
  ['get /staff/kyc', LOOKS_AT_REVIEWS],
  ['get /staff/kyc/{case}', LOOKS_AT_REVIEWS],
  ['get /staff/kyc/{case}/document', LOOKS_AT_REVIEWS],
  ['post /staff/kyc/{case}/decision', REVIEW],
  ['post /staff/evidence', TREASURERS],
  ['get /staff/evidence/{evidence}', LOOKS],
  ['post /staff/invitations', ADMINISTRATION],

  ['get /accounts/{account}', STAFF],
  ['get /accounts/{account}/statement', STAFF],
  ['get /markets/{market}/jobs', STAFF],
  ['get /staff/reconciliation', STAFF],
  ['get /staff/settlements', STAFF],
  ['get /proposals', STAFF],
  ['get /instruments/{code}/distributions/preview', STAFF],
  ['get /accounts/{account}/keys', KEYS],
  ['delete /accounts/{account}/keys/{key_id}', KEYS],
  ['post /accounts/{account}/keys', PROGRAM],
  ['post /accounts', PROGRAM],
  ['post /accounts/{account}/verification', PROGRAM],
  ['post /deposits', PROGRAM],
  ['post /deposits/{deposit}/credit', PROGRAM],
  ['post /deposits/{deposit}/cancel', PROGRAM],
  ['post /withdrawals/{withdrawal}/complete', PROGRAM],
  ['post /withdrawals/{withdrawal}/cancel', PROGRAM],
  ['post /cancellations', PROGRAM],

  ['post /accounts/{account}/grants', TREASURY],
  ['post /instruments/{code}/units', TREASURY],
  ['post /instruments/{code}/distributions', TREASURY],
  ['post /assets/{code}/proceeds', TREASURY],
  ['post /policies', MARKET],
  ['post /instruments/{code}/halt', MARKET],
  ['post /instruments/{code}/resume', MARKET],
  ['post /instruments/{code}/delist', MARKET],
  ['post /assets/{code}/offering', MARKET],
  ['post /assets/{code}/offering/cancel', MARKET],
  ['post /instruments', LISTING],
  ['post /assets', REGISTER],
  ['post /proposals/{proposal}/approval', DECIDERS],
  ['post /proposals/{proposal}/rejection', DECIDERS],
];

/** Whose a thing is that a path names: everybody's, staff's as a whole, or one person's, for whom alone it is there. */
export type Belongs = 'everybody' | 'staff' | 'one';

/** What stands in paths, by the name of the parameter. */
export const IDS: Readonly<Record<string, Belongs>> = {
  code: 'everybody',
  market: 'everybody',
  order: 'one',
  session: 'one',
  account: 'staff',
  key_id: 'staff',
  case: 'staff',
  listing: 'staff',
  evidence: 'staff',
  deposit: 'staff',
  withdrawal: 'staff',
  proposal: 'staff',
};

/** Parameters of queries and headers: none of them names what is somebody's. A cursor is a place in a list of one's own. */
export const PARAMETERS: readonly string[] = [
  'Idempotency-Key', 'after', 'at_least', 'before', 'cursor', 'from', 'group', 'instrument', 'levels', 'limit', 'market', 'side', 'state', 'to', 'total',
];

export interface Route {
  method: string;
  path: string;
  admits: ReadonlySet<Caller>;
}

export const TABLE: readonly Route[] = ROUTES.map(([route, callers]) => {
  const [method = '', path = ''] = route.split(' ');
  const signs = callers.replaceAll(' ', '');
  if (signs.length !== CALLERS.length || /[^+-]/.test(signs)) throw new Error(`${route} has not one sign for each caller`);
  return { method, path, admits: new Set(CALLERS.filter((_, at) => signs[at] === '+')) };
});
