import createClient from 'openapi-fetch';

import { type Market, preferences } from '@/preferences/preferences';
import { keyOf } from '@/session/session';

import type { paths } from './schema';

/** Requests that anybody may make, or the person who is logged in: the session's cookie goes with each. */
export const anybody = make(() => ({}));

const own = { live: make(() => keyHeader(keyOf('live'))), practice: make(() => keyHeader(keyOf('practice'))) };

/** Requests of the person who is signed in, in one market: with the key of their account there, where they have entered one. */
export function ownClient(market: Market): typeof anybody {
  return own[market];
}

/** Requests with a key that is not known to be good yet. */
export function clientWithKey(key: string): typeof anybody {
  return make(() => keyHeader(key));
}

/** A name for one act of a person: the same act sent again carries the same. 1 to 64 printable ASCII characters. */
export function newActKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function keyHeader(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { Authorization: `Bearer ${key}` };
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
