import type { LightMyRequestResponse } from 'fastify';
import { Secret, TOTP } from 'otpauth';
import type { Me } from '../../../protocol/api/people.ts';
import { call, type Doors } from '../http/doors.ts';

/** One browser: keeps the cookies it is given and sends the CSRF token that the last answer about its session brought. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #doors: Doors;
  #csrf = '';

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  async call(method: string, path: string, body?: unknown): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'x-csrf-token': this.#csrf };
    const answer = await call(this.#doors, method, `/api/v1${path}`, body, headers);
    for (const { name, value } of answer.cookies)
      value === '' ? this.cookies.delete(name) : this.cookies.set(name, value);
    if (answer.statusCode === 200 && answer.body.includes('"csrfToken"')) this.#csrf = answer.json<Me>().csrfToken;
    return answer;
  }

  /** The code of the answer's problem, or its status when it is none. */
  async code(method: string, path: string, body?: unknown): Promise<string | number> {
    const answer = await this.call(method, path, body);
    return answer.statusCode < 400 ? answer.statusCode : `${answer.statusCode} ${answer.json().code}`;
  }

  signIn(username: string, password: string): Promise<LightMyRequestResponse> {
    return this.call('POST', '/session', { username, password });
  }

  /** Sets up an authenticator; gives back its secret and the recovery codes. */
  async setUpAuthenticator(): Promise<{ secret: string; codes: string[] }> {
    const { secret } = (await this.call('POST', '/me/second-factor')).json();
    const code = codeAt(secret, this.#doors.clock.now());
    const confirmed = await this.call('POST', '/me/second-factor/confirm', { code });
    if (confirmed.statusCode !== 200) throw new Error(`the authenticator was not set up: ${confirmed.body}`);
    await this.call('GET', '/session');
    return { secret, codes: confirmed.json().codes };
  }
}

export function codeAt(secret: string, timestamp: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
}
