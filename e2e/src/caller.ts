// Who sends requests to the program by HTTP, as a browser's page or as a program does.
export interface Answer {
  status: number;
  /** What was answered in JSON, or nothing. */
  body: Record<string, unknown>;
  text: string;
}

/** What credentials add to each request. */
export type Credentials = Readonly<Record<string, string>>;

export const NOBODY: Credentials = {};

export function bearer(key: string): Credentials {
  return { Authorization: `Bearer ${key}` };
}

/** Requests to one server. They name it as the page they come from, as browsers do. */
export class Door {
  constructor(readonly address: string) {}

  /** A body that is a text is sent as it is. */
  async send(credentials: Credentials, method: string, path: string, body?: object | string, more: Credentials = {}): Promise<Answer> {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type: Credentials = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const headers = { Origin: this.address, ...type, ...credentials, ...more };
    const response = await fetch(`${this.address}/api/v1${path}`, { method: method.toUpperCase(), headers, ...sent });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {}, text };
  }

  /** As `send`, of what has to be done. */
  async done(credentials: Credentials, method: string, path: string, body?: object, more: Credentials = {}): Promise<Record<string, unknown>> {
    const answer = await this.send(credentials, method, path, body, more);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** The credentials of a new session. */
  async logIn(email: string, password: string): Promise<Credentials> {
    const response = await fetch(`${this.address}/api/v1/sessions`, {
      method: 'POST',
      headers: { Origin: this.address, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (response.status !== 201 || !cookie) throw new Error(`${email} could not log in: ${response.status} ${await response.text()}`);
    return { Cookie: cookie };
  }
}
