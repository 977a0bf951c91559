import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Me, RecoveryCodes, SecondFactorSecret } from '../../protocol/api/people.ts';

/** A code opens once; the one of the next step is right already. */
export const CODE_STEP_MS = 30_000;

/** One signed-in person at the gateway's HTTP door, with cookie and CSRF token as a browser would send them. */
export class ApiClient {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  #csrf = '';
  /** Of the authenticator, once there is one. */
  secret: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** For a browser that is to be signed in already. */
  get cookies(): { name: string; value: string; url: string }[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value, url: this.#url }));
  }

  async signIn(username: string, password: string): Promise<Me> {
    return this.#whole(await this.enter('/api/v1/session', { username, password }));
  }

  /** The first administrator, made with the code of the link that the first start printed. */
  async setUp(account: { code: string; username: string; name: string; password: string }): Promise<Me> {
    return this.#whole(await this.enter('/api/v1/setup', account));
  }

  /** One step of a sign-in: every answer about the session brings the token of the next change. */
  async enter(path: string, body: unknown): Promise<Me> {
    return this.#heard(await this.post<Me>(path, body));
  }

  /** Sets up the authenticator where the role needs one; shows a code of it where there is one. */
  async #whole(me: Me): Promise<Me> {
    if (me.step === 'second-factor-set-up') {
      const { secret } = await this.post<SecondFactorSecret>('/api/v1/me/second-factor');
      this.secret = secret;
      await this.post<RecoveryCodes>('/api/v1/me/second-factor/confirm', { code: codeOf(secret) });
      return this.#heard(await this.get<Me>('/api/v1/session'));
    }
    if (me.step === 'second-factor' && this.secret !== undefined)
      return this.enter('/api/v1/session/second-factor', { code: codeOf(this.secret, Date.now() + CODE_STEP_MS) });
    return me;
  }

  #heard(me: Me): Me {
    this.#csrf = me.csrfToken;
    return me;
  }

  get<T>(path: string): Promise<T> {
    return this.#call<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#call<T>('POST', path, JSON.stringify(body), 'application/json');
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PUT', path, JSON.stringify(body), 'application/json');
  }

  upload<T>(path: string, file: string, fields: Record<string, string> = {}): Promise<T> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([readFileSync(file)]), basename(file));
    return this.#call<T>('POST', path, form);
  }

  async #call<T>(method: string, path: string, body?: string | FormData, type?: string): Promise<T> {
    const response = await fetch(this.#url + path, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(type ? { 'content-type': type } : {}),
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.#csrf ? { 'x-csrf-token': this.#csrf } : {}),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await response.text();
    if (!response.ok) throw new HttpProblem(response.status, text, `${method} ${path}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}

/** What the authenticator shows now. */
export function codeOf(secret: string, at = Date.now()): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at });
}

export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, text: string, what: string) {
    super(`${what} answered ${status}: ${text.slice(0, 400)}`);
    this.status = status;
    try {
      this.code = JSON.parse(text).code;
    } catch {
      this.code = undefined;
    }
  }
}
