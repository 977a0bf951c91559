import type { SelfTestList } from '../../protocol/api/remote.ts';
import { SELF_TEST_SPAN_MS } from '../../protocol/remote.ts';
import { addDays, dayOf, instantAt } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { EntryHandler } from '../intake/intake.ts';
import { judgeTests, type TestFault, type TestJudgement } from './self-test-judge.ts';
import type { SelfTestSettings } from './self-test-settings.ts';
import { insertSelfTests, lastTestOf, newestTests, testsOf } from './self-tests-store.ts';

export interface SelfTestsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly facts: FactBus;
  readonly settings: SelfTestSettings;
  /** The hamlet of a node, and since when a device speaks for it. */
  readonly nodeOf: (node: string) => { readonly hamlet: string; readonly enrolledAt?: number | undefined };
  readonly alarm: (alarm: {
    readonly kind: TestFault;
    readonly node: string;
    readonly detail: string;
    readonly at: number;
  }) => void;
  readonly settle: (kind: TestFault, node: string) => void;
}

/** Enough to find three that listened between those that gave way. */
const LOOKED_AT = 8;
const MOST_SHOWN = 500;

const DETAIL: Record<TestFault, string> = {
  'line-open': 'self-test: the line to the horns is open',
  'line-short': 'self-test: the line to the horns is shorted',
  amplifier: 'self-test: the amplifier reports a fault',
  mute: 'self-test: three tries, and nothing was heard',
  recalibrate: 'self-test: another level than at the calibration, with the usual current: the microphone was moved',
};

/** «Có nghe thấy không?»: what nodes found out about their own horns, each a signed entry, and what follows from it. */
export class SelfTests {
  readonly #parts: SelfTestsParts;

  constructor(parts: SelfTestsParts) {
    this.#parts = parts;
  }

  readonly entries: EntryHandler<'self-test'> = async (transaction, items) => {
    const { dialect } = this.#parts.database;
    await insertSelfTests(transaction, dialect, items);
    const nodes = [...new Set(items.map(({ node }) => node))];
    const newest = await newestTests(transaction, dialect, nodes, LOOKED_AT);
    return () => {
      for (const [node, tests] of newest) this.#apply(node, judgeTests(tests), tests[0]?.at ?? this.#parts.clock.now());
      this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'actions' });
    };
  };

  async list(node: string, from: number, to: number): Promise<SelfTestList> {
    const { database, clock } = this.#parts;
    const last = await lastTestOf(database.read, node);
    const due = this.#dueAt(node, last?.at);
    return {
      items: await testsOf(database.read, node, from, to, MOST_SHOWN),
      ...(last && { last }),
      ...(due !== undefined && { due }),
      overdue: due !== undefined && clock.now() > due + SELF_TEST_SPAN_MS,
    };
  }

  #apply(node: string, { raise, settle }: TestJudgement, at: number): void {
    for (const kind of settle) this.#parts.settle(kind, node);
    if (raise)
      this.#parts.alarm({ kind: raise, node, detail: DETAIL[raise], at: Math.min(at, this.#parts.clock.now()) });
  }

  /** The first day the timetable asks for after the last answer, or after it was set or the device came. */
  #dueAt(node: string, lastAt: number | undefined): number | undefined {
    const { hamlet, enrolledAt } = this.#parts.nodeOf(node);
    const { enabled, at, everyDays, changedAt } = this.#parts.settings.at(hamlet);
    if (!enabled || enrolledAt === undefined) return undefined;
    if (lastAt !== undefined) return instantAt(addDays(dayOf(lastAt), everyDays), at);
    const since = Math.max(enrolledAt, changedAt);
    const sameDay = instantAt(dayOf(since), at);
    return sameDay > since ? sameDay : instantAt(addDays(dayOf(since), 1), at);
  }
}
