import { ulid } from 'ulid';
import type { Target } from '../../protocol/api/broadcast.ts';
import type { BulletinClass } from '../../protocol/classes.ts';
import type { Audience } from '../../protocol/messages/downlink.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import type { StoredRecording } from '../recordings/recording-store.ts';
import { isApproved } from './approval.ts';
import { audiencesOf, speaksFor } from './audience.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { type Content, contentOf, durationOf, partsOf, relayContentOf } from './content.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { isExpired } from './expiry.ts';
import { deliveryOn } from './freeze.ts';
import { chimeOf, lengthAt, longestMs } from './manner.ts';
import type { BroadcastParts } from './parts.ts';
import { requireNotTooLong, requireOutsideQuietHours } from './quiet-rule.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Silences } from './silences.ts';
import { OVERRUN_MS, PLAY_NOW_LATENESS_MS, PLAY_NOW_LEAD_MS } from './times.ts';
import { visibleAreas } from './visible.ts';
import { requireVolumeWithin } from './volume-rule.ts';

export interface PlayNowInput {
  readonly bulletin: string;
  readonly targets: readonly Target[];
  readonly volume?: number | undefined;
}

/** Puts an approved bulletin on the air at once, by command. Rows first: run, deliveries and command stand or fall together. */
export class PlayNow {
  readonly #parts: BroadcastParts;
  readonly #bulletins: Bulletins;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #reach: Reach;
  readonly #silences: Silences;

  constructor(
    parts: BroadcastParts,
    bulletins: Bulletins,
    runs: RunStore,
    deliveries: DeliveryStore,
    silences: Silences,
  ) {
    this.#parts = parts;
    this.#bulletins = bulletins;
    this.#runs = runs;
    this.#deliveries = deliveries;
    this.#silences = silences;
    this.#reach = new Reach(parts);
  }

  async play(person: Person, input: PlayNowInput): Promise<StoredRun> {
    const { database, clock, facts, outbox, log } = this.#parts;
    const now = clock.now();
    const { run, nodes } = await this.#prepare(person, input, now);
    await database.write(async (transaction) => {
      await this.#runs.saveMany(transaction, [run]);
      const wanted = this.#speakingAlike(input.targets, run.class);
      for (const { audience, members } of audiencesOf(this.#parts.tree, this.#reach, wanted)) {
        const order = this.#orderFor(person, run, audience, input.volume);
        const { id } = await outbox.enqueue(transaction, order, members);
        const told = new Set(members);
        const addressed = nodes.filter((node) => told.has(node.id));
        const deliveries = addressed.map((node): Delivery => ({ ...deliveryOn(node, run, true), command: id }));
        await this.#deliveries.addMany(transaction, deliveries);
        await this.#deliveries.markDirty(transaction, deliveries, now);
      }
      await this.#parts.audit.record(
        {
          by: person.id,
          action: 'run.play-now',
          subject: run.id,
          area: run.area,
          outcome: 'done',
          after: { bulletin: input.bulletin, targets: input.targets, volume: input.volume, nodes: nodes.length },
        },
        transaction,
      );
    });
    // A command that does not get out now goes out at the next birth or reconciliation: the rows are there.
    void outbox.flush().catch((error) => log.warn({ err: error, run: run.id }, 'the command waits for the broker'));
    facts.tell('runChanged', { at: now, id: run.id, state: run.state });
    return run;
  }

  async #prepare(person: Person, input: PlayNowInput, now: number): Promise<{ run: StoredRun; nodes: NodeRecord[] }> {
    const run = await this.#runFor(person, input, now);
    const nodes = this.#reach.nodesOf(input.targets);
    if (nodes.length === 0)
      throw new RuleError('no-node', 'No loudspeaker in the chosen places can be told to play; choose others.');
    const manners = this.#reach.mannersOf(input.targets);
    requireVolumeWithin(manners, input.volume);
    requireNotTooLong(manners, run.class, run.durationMs);
    requireOutsideQuietHours(manners, run.class, [run.dueAt], run.durationMs);
    const sound = { class: run.class, startAt: run.dueAt, durationMs: run.durationMs };
    this.#silences.requireNone(this.#reach.hamletsOf(input.targets), sound);
    return { run, nodes };
  }

  async #runFor(person: Person, input: PlayNowInput, now: number): Promise<StoredRun> {
    const { recordings, tree } = this.#parts;
    const bulletin = await this.#bulletins.get(input.bulletin);
    this.#reach.requireTargets(person, input.targets);
    // Somebody else approved it, for other places.
    if (visibleAreas(tree, person, [bulletin.area]).length === 0)
      throw new NotFoundError('no-such-bulletin', 'There is no such bulletin.');
    if (bulletin.class === 'emergency')
      throw new ConflictError(
        'use-emergencies',
        'An emergency goes on the air as one: POST /api/v1/emergencies with this recording.',
      );
    if (!isApproved(bulletin))
      throw new ConflictError('not-approved', 'The bulletin must be approved before it goes on air.');
    if (isExpired(bulletin, dayOf(now)))
      throw new RuleError(
        'expired',
        'The last day of this bulletin is over; give it a later one and have it approved.',
      );
    const recording = await recordings.get(bulletin.recording);
    if (!recording) throw new RuleError('recording-missing', 'The recording of this bulletin is not here any more.');
    const contents = [this.#contentOf(bulletin, recording)];
    const area = speaksFor(this.#parts, person, input.targets) ?? bulletin.area;
    return {
      id: ulid(now),
      bulletin: bulletin.id,
      title: bulletin.title,
      class: bulletin.class,
      level: tree.get(area)?.kind ?? 'hamlet',
      dueAt: now + PLAY_NOW_LEAD_MS,
      durationMs: durationOf(contents),
      latenessMs: PLAY_NOW_LATENESS_MS,
      state: 'on-air',
      contents,
      registered: false,
      area,
      createdBy: person.id,
      createdAt: now,
    };
  }

  #contentOf({ title, relay }: StoredBulletin, recording: StoredRecording): Content {
    if (!relay) return contentOf(recording, title);
    const station = this.#parts.relays?.get(relay.station);
    if (!station) throw new RuleError('no-such-relay', 'The station of this bulletin is not here any more.');
    return relayContentOf(station, relay.minutes, recording, title);
  }

  #orderFor(person: Person, run: StoredRun, audience: Audience, volume: number | undefined) {
    const manner = this.#reach.mannerIn(this.#communesIn(audience)[0] ?? run.area);
    const chime = chimeOf(manner, run.class);
    const maxMs = lengthAt(manner, run.class, run.durationMs) + OVERRUN_MS;
    return {
      type: 'play' as const,
      class: run.class,
      audience,
      args: {
        run: { run: run.id },
        level: run.level,
        startAt: run.dueAt,
        latenessMs: run.latenessMs,
        parts: [...(chime ? [chime] : []), ...partsOf(run.contents)] satisfies Part[],
        ...(volume === undefined ? {} : { volume }),
        resume: 'resume' as const,
        maxMs: Math.min(maxMs, longestMs(manner, run.class)),
      },
      by: person.id,
      expiresAt: run.dueAt + run.latenessMs,
      runId: run.id,
    };
  }

  /** The areas themselves while one chime (or none) sounds in all of each, else their communes. */
  #speakingAlike(targets: readonly Target[], bulletinClass: BulletinClass): Target[] {
    return targets.flatMap((target): Target[] => {
      const communes = this.#reach.communesOf([target]);
      const chimes = new Set(communes.map((one) => chimeOf(this.#reach.mannerIn(one), bulletinClass)?.sha256));
      return chimes.size > 1 && 'area' in target ? communes.map((area) => ({ area })) : [target];
    });
  }

  #communesIn(audience: Audience): string[] {
    return this.#reach.communesOf(['group' in audience ? { area: audience.group } : audience]);
  }
}
