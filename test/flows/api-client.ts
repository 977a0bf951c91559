import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Me } from '../../protocol/api/people.ts';

/** One signed-in person at the gateway's HTTP door, with cookie and CSRF token as a browser would send them. */
export class ApiClient {
  readonly #url: string;
  #cookie = '';
  #csrf = '';

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async signIn(username: string, password: string): Promise<Me> {
    const me = await this.post<Me>('/api/v1/session', { username, password });
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
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(this.#csrf ? { 'x-csrf-token': this.#csrf } : {}),
      },
    });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] as string);
    if (cookies.length > 0) this.#cookie = cookies.join('; ');
    const text = await response.text();
    if (!response.ok) throw new HttpProblem(response.status, text, `${method} ${path}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
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
