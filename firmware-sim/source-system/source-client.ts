/** The speaking half of a province's system: written against the published names, not with the gateway's own code. */
export class SourceClient {
  readonly #url: string;
  readonly #client: { readonly id: string; readonly secret: string };
  #token: string | undefined;

  constructor(url: string, client: { readonly id: string; readonly secret: string }) {
    this.#url = url.replace(/\/$/, '');
    this.#client = client;
  }

  /** Answer of the gateway; a token is fetched when there is none or it has run out. */
  async call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; said: Answer }> {
    this.#token ??= await this.#fetchToken();
    const first = await this.#send(method, path, body, this.#token);
    if (first.status !== 401) return first;
    this.#token = await this.#fetchToken();
    return this.#send(method, path, body, this.#token);
  }

  bulletin(
    kind: keyof typeof CLASSES,
    about: { reference: string; title: string; text: string; area: string; when?: object; stream?: Stream | undefined },
  ) {
    const { reference, title, text, area, when, stream } = about;
    return this.call('POST', '/bulletins', {
      BanTin: {
        ...{ BanTinID: reference, TieuDe: title, NoiDung: text, LoaiBanTin: 1, MucDoUuTien: CLASSES[kind] },
        ...(stream ? { LoaiBanTin: 5, TiepAm: 1, NguonTiepAm: stream.url, ThoiLuong: stream.seconds } : {}),
      },
      ...{ DanhSachDonViID: [area], ...when },
    });
  }

  async #fetchToken(): Promise<string> {
    const { id, secret } = this.#client;
    const { status, said } = await this.#send('POST', '/token', { client_id: id, client_secret: secret });
    if (status !== 200 || said.access_token === undefined)
      throw new Error(`the gateway gives no token (${status}): ${said.ThongBao ?? ''}`);
    return said.access_token;
  }

  async #send(method: string, path: string, body: unknown, token?: string): Promise<{ status: number; said: Answer }> {
    const answer = await fetch(`${this.#url}/api/v1/source${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, said: (await answer.json()) as Answer };
  }
}

/** Somebody speaks there; the text stands in while the stream is away. */
export interface Stream {
  readonly url: string;
  readonly seconds: number;
}

export const CLASSES = { emergency: 1, priority: 2, normal: 3 } as const;

export interface Answer {
  readonly access_token?: string;
  readonly MaLoi?: number;
  readonly ThongBao?: string;
  readonly MaTiepNhan?: string;
  readonly BanTinID?: string;
  readonly TrangThai?: number;
  readonly DanhSach?: readonly unknown[];
}
