import { ulid } from 'ulid';
import type { LiveInput } from '../../protocol/api/live.ts';
import { LIVE_COUNTDOWN_MS } from '../../protocol/live.ts';
import { audiencesOf, ownerOf, speaksFor } from '../broadcast/audience.ts';
import type { Delivery } from '../broadcast/delivery.ts';
import { REVIEW_WITHIN_MS } from '../broadcast/emergency-rule.ts';
import { deliveryOn } from '../broadcast/freeze.ts';
import { Reach } from '../broadcast/reach.ts';
import { refOf } from '../broadcast/run-ref.ts';
import type { StoredRun } from '../broadcast/run-store.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { leadMs } from './chime-rule.ts';
import { type LiveChimes, liveChimes } from './chimes.ts';
import type { LiveParts } from './live-parts.ts';
import { allowedMs, LIVE_LATENESS_MS, titleOf, wayPast } from './live-rule.ts';
import type { LiveStore, StoredLive } from './live-store.ts';
import { type Sounding, soundingOn } from './sounding.ts';
import { liveContent, livePart } from './stream-part.ts';

/** A stop of what gives way is for now: a node that comes back later must not be silenced in what began meanwhile. */
const STOP_FOR_MS = 60_000;

export interface Opened {
  readonly stored: StoredLive;
  readonly nodes: ReadonlySet<string>;
  /** What sounds before the speaker does. */
  readonly chimes: LiveChimes;
}

/** Lets somebody speak: asks every rule, then writes session, run, deliveries and commands, all or nothing. */
export class Opening {
  readonly #parts: LiveParts;
  readonly #store: LiveStore;
  readonly #reach: Reach;

  constructor(parts: LiveParts, store: LiveStore) {
    this.#parts = parts;
    this.#store = store;
    this.#reach = new Reach(parts);
  }

  /** Nodes that would be told. Throws as opening would for a place that is not the person's, or has no node. */
  nodesFor(person: Person, { targets }: Pick<LiveInput, 'targets'>): NodeRecord[] {
    this.#reach.requireTargets(person, targets);
    const nodes = this.#reach.nodesOf(targets);
    if (nodes.length === 0)
      throw new RuleError('no-node', 'No loudspeaker in the chosen places can be told to play; choose others.');
    return nodes;
  }

  /** `session` is the browser that brings the microphone. The caller has asked who else speaks there. */
  async open(person: Person, session: string, input: LiveInput): Promise<Opened> {
    const { clock, database, outbox, facts, log, broadcast } = this.#parts;
    const nodes = this.nodesFor(person, input);
    const area = ownerOf(this.#parts, this.#reach, person, input.targets);
    const chimes = await liveChimes(this.#parts, this.#reach, nodes, { urgency: input.class, area });
    const stored = this.#sessionOf(person, session, input, { now: clock.now(), area, chimeMs: chimes.lengthMs });
    const ids = new Set(nodes.map(({ id }) => id));
    const stopped = await this.#makeWay(stored, ids, input);
    const run = runOf(stored);
    await database.write(async (transaction) => {
      await this.#store.add(transaction, stored);
      await broadcast.runs.saveMany(transaction, [run]);
      for (const sounding of stopped) await this.#stop(transaction, person, stored, sounding);
      await this.#play(transaction, person, run, stored, nodes);
      if (stored.class === 'emergency') await broadcast.emergencies.store.add(transaction, emergencyOf(stored));
      await this.#record(transaction, stored, stopped, nodes.length);
    });
    void outbox.flush().catch((error) => log.warn({ err: error, live: stored.id }, 'the command waits for the broker'));
    broadcast.speaksLive(run);
    facts.tell('runChanged', { at: clock.now(), id: run.id, state: run.state });
    facts.tell('changed', { at: clock.now(), what: 'live' });
    return { stored, nodes: ids, chimes };
  }

  #sessionOf(
    person: Person,
    session: string,
    input: LiveInput,
    { now, area, chimeMs }: { readonly now: number; readonly area: string; readonly chimeMs: number },
  ): StoredLive {
    const { tree, broadcast } = this.#parts;
    // The nodes are told and connect; then the chime sounds, then the speaker.
    const soundsAt = now + LIVE_COUNTDOWN_MS;
    const startsAt = soundsAt + leadMs(chimeMs);
    const manners = this.#reach.mannersOf(input.targets);
    const lengthMs = allowedMs(manners, input.class, { soundsAt, startsAt }, input.minutes);
    const sound = { class: input.class, startAt: soundsAt, durationMs: startsAt + lengthMs - soundsAt };
    broadcast.silences.requireNone(this.#reach.hamletsOf(input.targets), sound);
    const level = tree.get(speaksFor(this.#parts, person, input.targets) ?? '')?.kind ?? 'hamlet';
    return {
      ...{ id: ulid(now), key: input.key, by: person.id, session, class: input.class, level, area },
      title: titleOf(input.title, tree.get(area)?.name ?? '', startsAt),
      ...{ targets: input.targets, createdAt: now, soundsAt, startsAt, endsAt: startsAt + lengthMs },
      ...(input.interrupt === undefined ? {} : { interrupt: input.interrupt }),
    };
  }

  /** What must be stopped first. Throws ConflictError when something goes before it, or sounds and no reason is given. */
  async #makeWay(stored: StoredLive, nodes: ReadonlySet<string>, { interrupt }: LiveInput): Promise<Sounding[]> {
    const there = await soundingOn(this.#parts.broadcast, nodes, this.#parts.clock.now());
    const staying = there.find(({ run }) => wayPast(run, stored) === 'stays');
    if (staying)
      throw new ConflictError(
        'goes-before',
        `«${staying.run.title}» goes before it there. Wait for its end, or choose other places.`,
        { playing: [shownSounding(staying)] },
      );
    // An emergency asks nobody; the nodes let it through by themselves.
    if (there.length > 0 && interrupt === undefined && stored.class !== 'emergency')
      throw new ConflictError('busy', 'Something else sounds there. Wait for its end, or interrupt it with a reason.', {
        playing: there.slice(0, 20).map(shownSounding),
        until: Math.max(...there.map(({ until }) => until)),
      });
    return there.filter(({ run }) => wayPast(run, stored) === 'stop');
  }

  async #stop(
    transaction: Transaction,
    person: Person,
    stored: StoredLive,
    { run, nodes, isWhole }: Sounding,
  ): Promise<void> {
    const { outbox, clock, broadcast } = this.#parts;
    const now = clock.now();
    const sounding = new Set(nodes);
    for (const { audience, members } of audiencesOf(this.#parts.tree, this.#reach, stored.targets)) {
      const told = members.filter((node) => sounding.has(node));
      if (told.length === 0) continue;
      const args = { run: refOf(run), ...(stored.interrupt ? { why: stored.interrupt } : {}) };
      const order = { type: 'stop' as const, class: run.class, audience, args, by: person.id, runId: run.id };
      await outbox.enqueue(transaction, { ...order, expiresAt: now + STOP_FOR_MS }, told);
    }
    // Where it sounds elsewhere too it goes on there; the receipts of these nodes say that they were stopped.
    if (isWhole) await broadcast.runs.markStopped(transaction, run.id, person.id, now);
  }

  async #play(
    transaction: Transaction,
    person: Person,
    run: StoredRun,
    stored: StoredLive,
    nodes: readonly NodeRecord[],
  ): Promise<void> {
    const { outbox, broadcast, tree, clock } = this.#parts;
    for (const { audience, members } of audiencesOf(tree, this.#reach, stored.targets)) {
      const args = {
        ...{ run: { run: run.id }, level: run.level, startAt: run.dueAt, latenessMs: run.latenessMs },
        ...{ parts: [livePart(run.id, run.durationMs)], resume: 'drop' as const, maxMs: run.durationMs },
      };
      const order = { type: 'play' as const, class: run.class, audience, args, by: person.id, runId: run.id };
      const { id } = await outbox.enqueue(transaction, { ...order, expiresAt: run.dueAt + run.latenessMs }, members);
      const told = new Set(members);
      const deliveries = nodes
        .filter((node) => told.has(node.id))
        .map((node): Delivery => ({ ...deliveryOn(node, run, true), command: id }));
      await broadcast.deliveries.addMany(transaction, deliveries);
      await broadcast.deliveries.markDirty(transaction, deliveries, clock.now());
    }
  }

  async #record(
    transaction: Transaction,
    stored: StoredLive,
    stopped: readonly Sounding[],
    nodes: number,
  ): Promise<void> {
    const { id: subject, by, area, targets, title, interrupt, endsAt } = stored;
    const about = { by, subject, area, outcome: 'done' as const };
    const after = { title, class: stored.class, level: stored.level, targets, nodes, endsAt };
    await this.#parts.audit.record({ ...about, action: 'live.begin', after }, transaction);
    if (interrupt === undefined) return;
    const before = stopped.map(({ run, nodes: silenced }) => ({
      run: run.id,
      title: run.title,
      nodes: silenced.length,
    }));
    const change = { before: { playing: before }, after: { reason: interrupt } };
    await this.#parts.audit.record({ ...about, action: 'live.interrupt', ...change }, transaction);
  }
}

export function shownSounding({ run, until, nodes }: Sounding): { title: string; until: number; nodes: number } {
  return { title: run.title, until, nodes: nodes.length };
}

function runOf(stored: StoredLive): StoredRun {
  const { id, title, level, soundsAt, startsAt, endsAt, area } = stored;
  const durationMs = endsAt - soundsAt;
  const latenessMs = LIVE_LATENESS_MS + startsAt - soundsAt;
  return {
    ...{ id, title, class: stored.class, level, dueAt: soundsAt, durationMs, latenessMs },
    ...{ state: 'on-air', contents: [liveContent(id, title, durationMs)], registered: false, live: true },
    ...{ area, createdBy: stored.by, createdAt: stored.createdAt },
  };
}

/** It stands among the emergencies, to be followed, ended and reviewed as they are. */
function emergencyOf(stored: StoredLive) {
  const { id, key, title, area, targets, soundsAt, startsAt, endsAt, by } = stored;
  return {
    ...{ id, key, status: 'actual' as const, event: 'other' as const, title, area, targets, createdBy: by },
    ...{ startedAt: soundsAt, speaksAt: startsAt, expiresAt: endsAt, reviewDueAt: startsAt + REVIEW_WITHIN_MS },
    reminded: false,
  };
}
