import type { Node } from '../../../protocol/api/areas.ts';
import type { Action, ActionInput, DeviceLog, SelfTest, SelfTestSettings } from '../../../protocol/api/remote.ts';
import { ANSWER_WITHIN_MS, type TestResult } from '../../../protocol/remote.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import type { Person } from './people-world.ts';
import type { Places } from './places.ts';
import { chance, seededUlid } from './random.ts';

/** How a node of the fake world takes its orders, in milliseconds after them. */
const ACCEPTED_MS = 600;
const DONE_MS = 1_400;
const LIFE_MS = 10 * MINUTE_MS;

interface Asked {
  readonly action: Action;
  readonly input: ActionInput;
  readonly key: string;
}

/** Remote actions and self-tests of the fake world: nodes that are there answer within two seconds, the others never. */
export class RemoteWorld {
  readonly #places: Places;
  readonly #now: () => number;
  readonly #asked: Asked[] = [];
  readonly #settings = new Map<string, SelfTestSettings>();
  /** Why nodes refuse everything, for a test that wants it. */
  refusal: string | undefined;
  /** How many changes came in. */
  get orders(): number {
    return this.#asked.length;
  }

  constructor(places: Places, now: () => number) {
    this.#places = places;
    this.#now = now;
  }

  ask(node: Node, person: Person, input: ActionInput): Action {
    const known = this.#asked.find(({ key, action }) => key === input.key && action.by === person.id);
    if (known) return this.#seen(known);
    const at = this.#now();
    const id = seededUlid('action', node.id, this.#asked.length);
    const about = { id, node: node.id, nodeCode: node.code, type: input.type, by: person.id, byName: person.name };
    const asked = { action: { ...about, state: 'sent', at, expiresAt: at + LIFE_MS } as const, input, key: input.key };
    this.#asked.unshift(asked);
    return this.#seen(asked);
  }

  actionsOf(node: string): Action[] {
    return this.#asked.filter(({ action }) => action.node === node).map((asked) => this.#seen(asked));
  }

  logsOf(node: string): DeviceLog[] {
    return this.actionsOf(node)
      .filter(({ type, state }) => type === 'fetch-log' && state === 'done')
      .map(({ id, at }) => ({
        ...{ action: id, at: at + DONE_MS },
        lines: Array.from(
          { length: 40 },
          (_, line) => `${new Date(at - (40 - line) * MINUTE_MS).toISOString()} info version=${line} configured`,
        ),
      }));
  }

  /** A month of daily tests by how the hamlet's loudspeakers are. */
  testsOf(node: Node, from: number, to: number): SelfTest[] {
    const character = this.#places.characters.get(node.hamlet);
    if (character === 'new' || character === 'dark' || node.sensor === 'none') return [];
    const tests: SelfTest[] = [];
    for (let at = instantAt(dayOf(to), '05:45'); at >= from; at -= DAY_MS) {
      if (at > this.#now()) continue;
      const isMute = character === 'mute' && at > to - 6 * DAY_MS;
      const attempts = isMute ? [3, 2, 1] : [1];
      for (const attempt of attempts) {
        const result: TestResult = isMute ? 'not-heard' : chance(node.id, at) < 0.1 ? 'weak' : 'heard';
        const levelDb = isMute ? -61.8 : result === 'weak' ? -38 : -24 + 4 * chance(at, node.id);
        const position = Math.floor(at / MINUTE_MS) + attempt;
        const when = at + (attempt - 1) * 10 * MINUTE_MS;
        tests.push({ ...{ at: when, mode: 'tone', attempt, result, levelDb, referenceDb: -22.5 }, position });
      }
    }
    return tests;
  }

  settingsOf(area: string): SelfTestSettings {
    const off = { area, enabled: false, at: '09:00', volume: 20, everyDays: 1, version: 0 };
    return this.#settings.get(area) ?? off;
  }

  set(settings: SelfTestSettings): SelfTestSettings {
    const next = { ...settings, version: settings.version + 1 };
    this.#settings.set(settings.area, next);
    return next;
  }

  #seen({ action, input }: Asked): Action {
    const age = this.#now() - action.at;
    const node = this.#places.nodes.find(({ id }) => id === action.node);
    if (node?.presence !== 'online') return { ...action, state: age < ANSWER_WITHIN_MS ? 'sent' : 'no-answer' };
    if (age < ACCEPTED_MS) return action;
    const answeredAt = action.at + Math.min(age, DONE_MS);
    if (this.refusal !== undefined) return { ...action, state: 'rejected', reason: this.refusal, answeredAt };
    if (age < DONE_MS) return { ...action, state: 'accepted', answeredAt };
    const result = this.#result(node, input);
    return { ...action, state: 'done', answeredAt, ...(result !== undefined && { result }) };
  }

  #result(node: Node, input: ActionInput): string | undefined {
    if (input.type === 'volume') return `${input.percent}%`;
    if (input.type === 'silent-test') return 'line-ok';
    if (input.type !== 'tone-test' && input.type !== 'calibrate') return undefined;
    if (node.sensor === 'none') return 'no-sensor';
    // Enrolled a moment ago, and a device that hangs well.
    if (node.sensor === undefined) return input.type === 'calibrate' ? 'heard' : 'no-reference';
    return this.#places.characters.get(node.hamlet) === 'mute' ? 'not-heard' : 'heard';
  }
}
