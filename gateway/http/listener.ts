import type { FeedMessage } from '../../protocol/api/feed.ts';
import type { ConfirmationState } from '../../protocol/api/people.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import type { Facts } from '../facts.ts';
import type { Person } from './app.ts';

/** A province's nodes and some; with more in one second the listener is better off fetching its lists again. */
const MAX_PENDING = 25_000;

/**
 * What one listener has yet to be told. Later news of the same thing replaces earlier news, so that a listener costs memory
 * by the number of things, not by the number of events.
 */
export class Listener {
  readonly person: Person;
  readonly #reaches: (node: string) => boolean;
  readonly #holds: (area: string) => boolean;
  readonly #presence = new Map<string, Facts['presenceChanged']['changes'][number]>();
  readonly #runs = new Map<string, Facts['runChanged']['state']>();
  readonly #deliveries = new Map<string, Map<string, Facts['deliveriesChanged']['deliveries'][number]>>();
  readonly #faults = new Map<string, { kind: string; raised: boolean }>();
  readonly #confirmations = new Map<string, ConfirmationState>();
  readonly #changed = new Set<Facts['changed']['what']>();
  #pending = 0;
  /** Something was left out: the listener must be sent away to fetch everything. */
  overflowed = false;

  /** `reaches` says whether a node hangs in one of the person's areas, `holds` whether an area lies in them. */
  constructor(person: Person, reaches: (node: string) => boolean, holds: (area: string) => boolean) {
    this.person = person;
    this.#reaches = reaches;
    this.#holds = holds;
  }

  presence(fact: Facts['presenceChanged']): void {
    for (const change of fact.changes) {
      if (!this.#reaches(change.node)) continue;
      if (this.#presence.has(change.node) || this.#room()) this.#presence.set(change.node, change);
    }
  }

  run(fact: Facts['runChanged']): void {
    if (this.#runs.has(fact.id) || this.#room()) this.#runs.set(fact.id, fact.state);
  }

  deliveries(fact: Facts['deliveriesChanged']): void {
    const known = this.#deliveries.get(fact.run) ?? new Map();
    for (const delivery of fact.deliveries) {
      if (!this.#reaches(delivery.node)) continue;
      const before = known.get(delivery.node);
      if (!before && !this.#room()) continue;
      known.set(delivery.node, { ...before, ...delivery });
    }
    if (known.size > 0) this.#deliveries.set(fact.run, known);
  }

  /** A fault of no node in particular (an unknown stranger at the broker) concerns the administrators. */
  fault(fact: Facts['faultChanged']): void {
    const { node, area } = fact;
    const inPlace = area === undefined ? this.person.role === 'administrator' : this.#holds(area);
    const concerns = node === undefined ? inPlace : this.#reaches(node);
    if (concerns && (this.#faults.has(fact.id) || this.#room()))
      this.#faults.set(fact.id, { kind: fact.kind, raised: fact.raised });
  }

  /** Who asked, and whoever may say yes. */
  confirmation(fact: Facts['confirmationChanged']): void {
    const mayConfirm = MAY_CONFIRM.includes(this.person.role) && fact.areas.every((area) => this.#holds(area));
    if (fact.by !== this.person.id && !mayConfirm) return;
    if (this.#confirmations.has(fact.id) || this.#room()) this.#confirmations.set(fact.id, fact.state);
  }

  changed(fact: Facts['changed']): void {
    this.#changed.add(fact.what);
  }

  /** Hands over what has gathered and forgets it. */
  take(at: number): FeedMessage[] {
    const messages: FeedMessage[] = [];
    if (this.#presence.size > 0) messages.push({ type: 'presence', at, changes: [...this.#presence.values()] });
    for (const [id, state] of this.#runs) messages.push({ type: 'run', at, id, state });
    for (const [run, known] of this.#deliveries)
      messages.push({ type: 'deliveries', at, run, deliveries: [...known.values()] });
    for (const [id, { kind, raised }] of this.#faults) messages.push({ type: 'fault', at, id, kind, raised });
    for (const [id, state] of this.#confirmations) messages.push({ type: 'confirmation', at, id, state });
    for (const what of this.#changed) messages.push({ type: 'changed', at, what });
    this.#presence.clear();
    this.#runs.clear();
    this.#deliveries.clear();
    this.#faults.clear();
    this.#confirmations.clear();
    this.#changed.clear();
    this.#pending = 0;
    return messages;
  }

  #room(): boolean {
    if (this.#pending >= MAX_PENDING) this.overflowed = true;
    else this.#pending += 1;
    return !this.overflowed;
  }
}
