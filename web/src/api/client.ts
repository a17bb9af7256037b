import createClient from 'openapi-fetch';

import { type Market, preferences } from '@/preferences/preferences';
import { authorisation } from '@/session/session';

import type { paths } from './schema';

/** Requests that anybody may make. */
export const anybody = make(() => ({}));

const own = { live: make(() => authorisation('live')), practice: make(() => authorisation('practice')) };

/** Requests of the person who is signed in, in one market. */
export function ownClient(market: Market): typeof anybody {
  return own[market];
}

/** Requests with a key that is not known to be good yet. */
export function clientWithKey(key: string): typeof anybody {
  return make(() => ({ Authorization: `Bearer ${key}` }));
}

/** A name for one act of a person: the same act sent again carries the same. 1 to 64 printable ASCII characters. */
export function newActKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function make(headers: () => Record<string, string>) {
  // Looked up at each request, so that tests can stand in for it.
  const client = createClient<paths>({ baseUrl: `${location.origin}/api/v1`, fetch: (request) => globalThis.fetch(request) });
  client.use({
    onRequest({ request }) {
      request.headers.set('Accept-Language', preferences().language);
      for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
      return request;
    },
  });
  return client;
}
