// pure
import type { SessionDetail } from '../../../protocol/api/coverage.ts';
import { DELIVERY_WORDS, REASON_WORDS } from '../reports/words.ts';
import type { RawDelivery } from './raw-rows-store.ts';

/** Sessions one after the other in which a hamlet was not surely heard, all for the same reason. */
export interface Silence {
  readonly hamlet: string;
  readonly state: SessionDetail['state'];
  readonly first: Pick<SessionDetail, 'day' | 'part'>;
  readonly last: Pick<SessionDetail, 'day' | 'part'>;
  readonly sessions: number;
  readonly dueMs: number;
  readonly surelyMs: number;
  /** What its nodes say about it. */
  readonly why: string;
}

type Sessions = ReadonlyMap<string, readonly SessionDetail[]>;

/** Learns from the deliveries, as they pass by, why sessions were not heard. */
export class SilentSessions {
  readonly #sessions: Sessions;
  /** Words of a run in a hamlet, and the codes of the nodes they are about. */
  readonly #words = new Map<string, Map<string, Set<string>>>();
  readonly #codeOf: (node: string) => string;

  constructor(sessions: Sessions, codeOf: (node: string) => string) {
    this.#codeOf = codeOf;
    this.#sessions = sessions;
    for (const [hamlet, details] of sessions)
      for (const { state, runs } of details)
        if (isSilent(state)) for (const run of runs) this.#words.set(`${hamlet} ${run}`, new Map());
  }

  learn(deliveries: readonly RawDelivery[]): void {
    for (const delivery of deliveries) {
      const words = this.#words.get(`${delivery.hamlet} ${delivery.run}`);
      const said = words && wordsOf(delivery);
      if (!words || said === undefined) continue;
      const codes = words.get(said);
      if (codes) codes.add(this.#codeOf(delivery.node));
      else words.set(said, new Set([this.#codeOf(delivery.node)]));
    }
  }

  /** In the order of the hamlets, oldest first; `nodesOf` says how many nodes hang in a hamlet. */
  all(nodesOf: (hamlet: string) => number): Silence[] {
    return [...this.#sessions].flatMap(([hamlet, details]) => {
      const found: Silence[] = [];
      let before: Silence | undefined;
      for (const session of details) {
        const one = isSilent(session.state) ? this.#silence(hamlet, session, nodesOf(hamlet)) : undefined;
        const goesOn = one && before?.state === one.state && before.why === one.why;
        if (goesOn) found.pop();
        before = goesOn && before ? joined(before, one) : one;
        if (before) found.push(before);
      }
      return found;
    });
  }

  #silence(hamlet: string, { day, part, state, dueMs, heardLowMs, runs }: SessionDetail, nodes: number): Silence {
    const place = { day, part };
    const why = nodes === 0 ? 'Thôn chưa có loa' : this.#why(hamlet, state, runs);
    return { hamlet, state, first: place, last: place, sessions: 1, dueMs, surelyMs: heardLowMs, why };
  }

  #why(hamlet: string, state: SessionDetail['state'], runs: readonly string[]): string {
    if (runs.length === 0)
      return state === 'unknown'
        ? 'Loa không tự báo về (FM, có dây): cần kiểm tra hiện trường'
        : 'Không có lượt phát nào trong khung giờ đăng ký';
    const byWord = new Map<string, Set<string>>();
    for (const run of runs)
      for (const [said, codes] of this.#words.get(`${hamlet} ${run}`) ?? [])
        byWord.set(said, new Set([...(byWord.get(said) ?? []), ...codes]));
    if (byWord.size === 0) return 'Số loa có tiếng hoặc số phút chưa đủ theo quy tắc';
    return [...byWord].map(([said, codes]) => `${[...codes].sort().join(', ')}: ${said}`).join('; ');
  }
}

function isSilent(state: SessionDetail['state']): boolean {
  return state === 'partial' || state === 'not-heard' || state === 'unknown';
}

function joined(before: Silence, next: Silence): Silence {
  return {
    ...{ ...before, last: next.last, sessions: before.sessions + next.sessions },
    ...{ dueMs: before.dueMs + next.dueMs, surelyMs: before.surelyMs + next.surelyMs },
  };
}

/** What one node says of the run; undefined when it was heard through. */
function wordsOf(delivery: RawDelivery): string | undefined {
  const { state, reason, heardMs, heardBy, durationMs, clock } = delivery;
  if (delivery.afterClosing) return `${DELIVERY_WORDS.unknown} (biên nhận đến sau ngày chốt kỳ)`;
  const because = reason === null ? '' : ` (${REASON_WORDS[reason]})`;
  if (state !== 'full') return `${DELIVERY_WORDS[state]}${because}`;
  if (clock !== 'trusted') return 'phát đủ nhưng đồng hồ chưa tin được';
  if (heardBy === 'none' || heardBy === null) return 'phát đủ, không có cảm biến xác nhận tiếng';
  return (heardMs ?? 0) * 2 < durationMs ? DELIVERY_WORDS.full : undefined;
}
