import type { Problem } from '../../protocol/api/common.ts';

/** The gateway answered, with a refusal. */
export class RefusedError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'RefusedError';
    this.problem = problem;
  }
}

/** No answer came: no network, or the gateway is down. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('the gateway did not answer', { cause });
    this.name = 'UnreachableError';
  }
}

interface Listener {
  answered(): void;
  /** No answer came. */
  missed(): void;
  signedOut(): void;
  /** The session ended while something was being sent: answers whether the same person signed in again. */
  signInAgain(): Promise<boolean>;
  /** When the session ends, ms UTC. */
  ends(at: number): void;
  /** The gateway asks for a fresh proof of the person: answers whether it was given. */
  unlock(): Promise<boolean>;
}

/** What waited longer for a new session is asked for anew by whoever still means it: an approval or a STOP is of its moment. */
const AGAIN_WITHIN_MS = 5 * 60_000;
/** Steps of signing in do not wait for one. */
const SIGN_IN = '/api/v1/session';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The one way to the gateway's HTTP interface. */
export class GatewayClient {
  csrfToken: string | undefined;
  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>(path, { method: 'GET', ...(signal ? { signal } : {}) });
  }

  send<T>(method: Method, path: string, body?: unknown): Promise<T> {
    return this.sending(path, () => {
      const headers: Record<string, string> = { ...this.changeHeaders() };
      // The browser itself names the boundary of a form.
      if (body instanceof FormData) return this.#ask<T>(path, { method, headers, body });
      if (body !== undefined) headers['content-type'] = 'application/json';
      return this.#ask<T>(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    });
  }

  /** Sends the bytes of a table as they are; the gateway reads commas, semicolons and tabs alike. */
  sendTable<T>(path: string, bytes: ArrayBuffer): Promise<T> {
    return this.sending(path, () =>
      this.#ask<T>(path, {
        method: 'POST',
        headers: { ...this.changeHeaders(), 'content-type': 'text/csv' },
        body: bytes,
      }),
    );
  }

  /** What every change must carry against forged requests. */
  changeHeaders(): Record<string, string> {
    return this.csrfToken ? { 'x-csrf-token': this.csrfToken } : {};
  }

  /**
   * A change that the gateway refused because the session was over, or because the person must be proved anew, is sent once more after
   * that, with the tokens that are valid then. It was refused before anything was done, so it is never done twice.
   */
  async sending<T>(path: string, ask: () => Promise<T>): Promise<T> {
    const again = () => this.#unlocking(ask);
    const began = Date.now();
    try {
      return await again();
    } catch (error) {
      if (codeOf(error) !== 'not-signed-in' || path.startsWith(SIGN_IN)) throw error;
      if (!(await this.#listener.signInAgain()) || Date.now() - began > AGAIN_WITHIN_MS) throw error;
      return again();
    }
  }

  async #unlocking<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (codeOf(error) !== 'unlock-needed' || !(await this.#listener.unlock())) throw error;
      return ask();
    }
  }

  async #ask<T>(path: string, request: RequestInit): Promise<T> {
    const response = await fetch(path, {
      credentials: 'same-origin',
      ...request,
      headers: { accept: 'application/json', ...request.headers },
    }).catch((cause: unknown) => {
      if (request.signal?.aborted) throw cause;
      this.#listener.missed();
      throw new UnreachableError(cause);
    });
    if (response.status === 502 || response.status === 504) {
      this.#listener.missed();
      throw new UnreachableError(response.status);
    }
    this.#listener.answered();
    const ends = Number(response.headers.get('x-session-ends'));
    if (ends > 0) this.#listener.ends(ends);
    if (!response.ok) {
      const problem = await problemOf(response);
      // A wrong password or PIN is a 401 too, and ends no session.
      if (problem.code === 'not-signed-in') this.#listener.signedOut();
      throw new RefusedError(problem);
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof RefusedError ? error.problem.code : undefined;
}

/** Reads problem+json; anything else becomes a problem with the bare status. */
export async function problemOf(response: { status: number; text(): Promise<string> }): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    return {
      type: 'about:blank',
      title: '',
      status: response.status,
      ...body,
      code: body.code ?? `http-${response.status}`,
    };
  } catch {
    return { type: 'about:blank', title: text.slice(0, 200), status: response.status, code: `http-${response.status}` };
  }
}
