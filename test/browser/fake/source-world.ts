import type { Report, Source, SourceCall, SourceInput, SourcePatch } from '../../../protocol/api/sources.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import type { Places } from './places.ts';
import { chance, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

/** Five sources of both kinds and every state, what they called, and three hundred reports to one of them. */
export class SourceWorld {
  readonly sources: Source[];
  readonly secrets: string[] = [];
  /** What was typed of report secrets and signers, which no answer shows. */
  readonly written: { reportSecret?: string | undefined; signers: readonly string[] }[] = [];
  readonly #now: () => number;

  constructor(places: Places, now: () => number) {
    this.#now = now;
    const province = places.province.id;
    const communes = places.communes.slice(0, 6).map(({ id }) => id);
    const base = {
      ...{ mapping: 'default', statusEverySeconds: 60, signers: 0, waiting: 0, state: 'active' as const },
      ...{ streamHosts: [] as string[], logPer: ['node' as const], weights: [] },
    };
    const at = (minutes: number) => now() - minutes * MINUTE_MS;
    this.sources = [
      {
        ...{ ...base, id: seededUlid('source', 1), kind: 'source-system', level: 'province', areas: [province] },
        ...{ name: 'Hệ thống thông tin nguồn tỉnh Nghệ An', reportUrl: 'https://httn.nghean.example.vn/api/bao-cao' },
        ...{ lastCalledAt: at(1), lastReportAt: at(47), waiting: 12, failure: 'ECONNREFUSED' },
      },
      {
        ...{ ...base, id: seededUlid('source', 2), kind: 'source-system', level: 'central', areas: [province] },
        ...{ name: 'Hệ thống thông tin nguồn trung ương', mapping: 'trung-uong' },
        ...{ lastCalledAt: at(9), lastReportAt: at(1) },
      },
      {
        ...{ ...base, id: seededUlid('source', 3), kind: 'cap', level: 'province', areas: [province], signers: 2 },
        ...{ name: 'Ban Chỉ huy Phòng thủ dân sự tỉnh', lastCalledAt: at(33) },
      },
      {
        ...base,
        id: seededUlid('source', 4),
        kind: 'cap',
        level: 'central',
        areas: communes,
        name: 'Khí tượng thủy văn',
        feed: { url: 'https://cap.kttv.example.vn/atom.xml', everySeconds: 120, hosts: [] },
        feedState: {
          ...{ triedAt: at(2), fetchedAt: at(48), failingSince: at(46) },
          nextAt: at(-3),
          waiting: 2,
          failure: 'HTTP 503',
        },
      },
      {
        ...{
          ...base,
          id: seededUlid('source', 5),
          kind: 'source-system',
          level: 'province',
          areas: communes.slice(0, 1),
        },
        ...{ name: 'Hệ thống thử nghiệm 2025', state: 'ended', lastCalledAt: now() - 200 * DAY_MS },
      },
    ];
  }

  get(id: string): Source {
    const found = this.sources.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-source');
    return found;
  }

  add({ reportSecret, signers, ...input }: SourceInput): { source: Source; secret: string } {
    this.written.push({ reportSecret, signers });
    const source: Source = {
      ...{ streamHosts: [], logPer: ['node'], weights: [], ...input },
      ...{ id: seededUlid('source', input.name), state: 'active', waiting: 0 },
      signers: signers.length,
    };
    this.sources.push(source);
    return { source, secret: this.#secret() };
  }

  change(id: string, { reportSecret, signers, reportUrl, feed, ...patch }: SourcePatch): Source {
    this.written.push({ reportSecret: reportSecret ?? undefined, signers: signers ?? [] });
    const address = reportUrl === undefined ? {} : { reportUrl: reportUrl || undefined };
    const fed = feed === undefined ? {} : { feed: feed ?? undefined };
    return Object.assign(this.get(id), patch, address, fed, signers ? { signers: signers.length } : {});
  }

  renew(id: string): { source: Source; secret: string } {
    return { source: this.get(id), secret: this.#secret() };
  }

  end(id: string): Source {
    const { failure: _failure, ...rest } = this.get(id);
    const after = { ...rest, state: 'ended', waiting: 0 } as const;
    this.sources[this.sources.findIndex((one) => one.id === id)] = after;
    return after;
  }

  calls(id: string): SourceCall[] {
    if (this.get(id).lastCalledAt === undefined) return [];
    const kinds = ['bulletin', 'status', 'token', 'cancel', 'reschedule', 'volume'] as const;
    return Array.from({ length: 64 }, (_, n) => {
      const what = kinds[Math.floor(chance('call', id, n) * kinds.length)] ?? 'token';
      const refused = chance('refused', id, n) < 0.15;
      return {
        ...{ id: seededUlid('call', id, n), at: this.#now() - n * 11 * MINUTE_MS, what },
        ...(what === 'token' ? {} : { subject: `BT-2026-${String(4_310 - n)}` }),
        outcome: refused ? 'refused' : 'done',
        ...(refused ? { detail: 'Cụm loa CL-77 không thuộc địa bàn của nguồn này.' } : {}),
      };
    });
  }

  reports(id: string): Report[] {
    const { waiting, reportUrl } = this.get(id);
    if (reportUrl === undefined) return [];
    return Array.from({ length: 300 }, (_, n) => {
      const at = this.#now() - n * 4 * MINUTE_MS;
      const state = n < waiting ? 'waiting' : n % 97 === 40 ? 'given-up' : 'sent';
      return {
        ...{ id: seededUlid('report', id, n), kind: n % 5 === 0 ? 'log' : 'status', at, state },
        tries: state === 'sent' ? 1 : state === 'waiting' ? 3 + (n % 7) : 288,
        ...(state === 'sent' ? { sentAt: at + 800 } : { why: state === 'waiting' ? 'ECONNREFUSED' : 'HTTP 422' }),
      };
    });
  }

  #secret(): string {
    const secret = `lxs_${seededUlid('secret', this.secrets.length)}${seededUlid('more', this.secrets.length)}`;
    this.secrets.push(secret);
    return secret;
  }
}
