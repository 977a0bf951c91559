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
  /** The gateway asks for a fresh proof of the person: answers whether it was given. */
  unlock(): Promise<boolean>;
}

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
    return this.#unlocking(() => {
      const headers: Record<string, string> = { ...this.changeHeaders() };
      // The browser itself names the boundary of a form.
      if (body instanceof FormData) return this.#ask<T>(path, { method, headers, body });
      if (body !== undefined) headers['content-type'] = 'application/json';
      return this.#ask<T>(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    });
  }

  /** Sends the bytes of a table as they are; the gateway reads commas, semicolons and tabs alike. */
  sendTable<T>(path: string, bytes: ArrayBuffer): Promise<T> {
    return this.#unlocking(() =>
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

  /** A sensitive act is asked once more after the unlocking, with the tokens that are valid then. */
  async #unlocking<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.problem.code !== 'unlock-needed') throw error;
      if (!(await this.#listener.unlock())) throw error;
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
    if (!response.ok) {
      const problem = await problemOf(response);
      // A wrong password or PIN is a 401 too, and ends no session.
      if (problem.code === 'not-signed-in') this.#listener.signedOut();
      throw new RefusedError(problem);
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
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
