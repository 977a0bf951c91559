import { ulid } from 'ulid';
import type { EmergencyEvent, EmergencyInput } from '../../protocol/api/emergency.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { audiencesOf, levelSpoken, ownerOf, type Speaker, speaksFor } from './audience.ts';
import { type Content, contentOf, durationOf, partsOf, relayContentOf } from './content.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { Drills } from './drills.ts';
import {
  beginsAsDrill,
  DRILL_WORDS,
  LEAST_ROUNDS,
  onTheWire,
  REVIEW_WITHIN_MS,
  requireOneSource,
  requireWordsFor,
  type Schedule,
  scheduleOf,
} from './emergency-rule.ts';
import type { EmergencySounds } from './emergency-sounds.ts';
import { EmergencyStore, type StoredEmergency } from './emergency-store.ts';
import type { EmergencyTemplates } from './emergency-templates.ts';
import { deliveryOn } from './freeze.ts';
import type { RelayFromAbove } from './from-above.ts';
import type { BroadcastParts } from './parts.ts';
import { requireOutsideQuietHours } from './quiet-rule.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Silences } from './silences.ts';
import { visibleAreas } from './visible.ts';

/** What somebody is about to put on the air, in words and numbers. */
export interface Outlook {
  readonly title: string;
  readonly areas: readonly string[];
  /** Names. */
  readonly communes: readonly string[];
  readonly nodes: number;
}

/** What is asked for; a title only where it is not the first words or the recording's own. */
export type EmergencyOrder = EmergencyInput & {
  readonly title?: string;
  /** Only from above: a stream, for which the recording stands in. */
  readonly relay?: RelayFromAbove | undefined;
};

/** What is to be said: the sounds of one round, the siren first. */
interface Message {
  readonly event: EmergencyEvent;
  readonly title: string;
  readonly text?: string | undefined;
  readonly contents: readonly Content[];
}

interface Prepared {
  readonly message: Message;
  readonly nodes: readonly NodeRecord[];
  readonly schedule: Schedule;
}

/** Deliveries of so many nodes are one transaction. */
const DELIVERIES_AT_ONCE = 2_000;

/**
 * Raises emergencies and drills: one signed group command for each outermost area. The rows of the command come first (run,
 * emergency, command, its targets), then it is published, and only then its deliveries are written, which nobody waits for.
 */
export class Emergencies {
  readonly store: EmergencyStore;
  readonly #parts: BroadcastParts;
  readonly #templates: EmergencyTemplates;
  readonly #sounds: EmergencySounds;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #reach: Reach;
  readonly #drills: Pick<Drills, 'requireOpen' | 'become'>;
  readonly #silences: Pick<Silences, 'requireNone'>;
  readonly #recent = new Set<string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(
    parts: BroadcastParts,
    around: {
      templates: EmergencyTemplates;
      sounds: EmergencySounds;
      runs: RunStore;
      deliveries: DeliveryStore;
      drills: Pick<Drills, 'requireOpen' | 'become'>;
      silences: Pick<Silences, 'requireNone'>;
    },
  ) {
    this.#parts = parts;
    this.store = new EmergencyStore(parts.database);
    this.#templates = around.templates;
    this.#sounds = around.sounds;
    this.#runs = around.runs;
    this.#deliveries = around.deliveries;
    this.#drills = around.drills;
    this.#silences = around.silences;
    this.#reach = new Reach(parts);
  }

  /** A gateway that ended between the command and its deliveries writes them now. */
  async start(): Promise<void> {
    for (const emergency of await this.store.open()) {
      this.#recent.add(emergency.id);
      const run = await this.#runs.get(emergency.id);
      if (run) await this.#writeDeliveries(run, this.#reach.nodesOf(emergency.targets));
    }
  }

  /** Raised since the start, or open then: news of its deliveries is news of it. */
  isRecent(run: string): boolean {
    return this.#recent.has(run);
  }

  /** One that is spoken, not played: its rows are written by who let it be spoken. */
  follow(run: string): void {
    this.#recent.add(run);
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'emergencies' });
  }

  /** Resolves when every delivery of what was raised is written. */
  idle(): Promise<void> {
    return this.#writing;
  }

  /** Sent twice with the same `key` it is one emergency. */
  async raise(person: Speaker, input: EmergencyOrder): Promise<StoredEmergency> {
    const known = await this.known(person, input.key);
    if (known) return known;
    const { clock, outbox, facts, log } = this.#parts;
    const { message, nodes, schedule } = await this.#prepare(person, input);
    const emergency = this.#emergencyOf(person, input, message, schedule);
    const run = this.#runOf(person, emergency, message, schedule);
    const raised = await this.#parts.database.write(async (transaction) => {
      const meanwhile = await this.store.byKey(input.key, transaction);
      if (meanwhile) return meanwhile;
      await this.#runs.saveMany(transaction, [run]);
      await this.store.add(transaction, emergency);
      await this.#command(transaction, person, run, emergency, schedule);
      if (input.drill !== undefined) await this.#drills.become(transaction, input.drill, run.id);
      await this.#record(transaction, person, input, emergency, nodes.length);
      return emergency;
    });
    if (raised !== emergency) return raised;
    this.#recent.add(run.id);
    const sent = outbox
      .flush()
      .catch((error) => log.warn({ err: error, emergency: run.id }, 'the emergency waits for the broker'));
    this.#writing = this.#writing
      .then(() => sent)
      .then(() => this.#writeDeliveries(run, nodes))
      .catch((error) => log.error({ err: error, emergency: run.id }, 'deliveries of an emergency not written yet'));
    await sent;
    const at = clock.now();
    log.warn({ emergency: run.id, status: emergency.status, nodes: nodes.length }, 'an emergency was raised');
    facts.tell('runChanged', { at, id: run.id, state: run.state });
    facts.tell('changed', { at, what: 'emergencies' });
    return emergency;
  }

  /** What raising it would do; throws as it would. The words are spoken already when this resolves. */
  async outlook(person: Person, input: EmergencyInput): Promise<Outlook> {
    const { tree } = this.#parts;
    const { message, nodes } = await this.#prepare(person, input);
    const communes = this.#reach.communesOf(input.targets).map((commune) => tree.get(commune)?.name ?? commune);
    return { title: message.title, areas: this.#reach.areasOf(input.targets), communes, nodes: nodes.length };
  }

  /** The one already raised under this key. */
  async known(person: Person, key: string): Promise<StoredEmergency | undefined> {
    const known = await this.store.byKey(key);
    if (known && known.createdBy !== person.id)
      throw new ConflictError('key-used', 'Somebody else used this key. Make a new one.');
    return known;
  }

  async #prepare(person: Person, input: EmergencyOrder): Promise<Prepared> {
    requireOneSource(input);
    this.#reach.requireTargets(person, input.targets);
    const nodes = this.#reach.nodesOf(input.targets);
    if (nodes.length === 0)
      throw new RuleError('no-node', 'No loudspeaker in the chosen places can be told to play; choose others.');
    if (input.drill !== undefined) {
      if (input.status !== 'exercise') throw new RuleError('drill-real', 'A drill of the calendar is held as a drill.');
      await this.#drills.requireOpen(person, input.drill);
    }
    const message = await this.#messageOf(person, input);
    const [chime] = message.contents;
    const roundMs = durationOf(message.contents);
    // Words are said twice at least; somebody who speaks live cannot be.
    const rounds = input.relay ? 1 : LEAST_ROUNDS;
    const schedule = scheduleOf(this.#parts.clock.now(), chime?.durationMs ?? 0, roundMs, input.forMinutes, rounds);
    const { class: urgency } = onTheWire(input.status);
    const lengthMs = schedule.endsAt - schedule.startAt;
    requireOutsideQuietHours(this.#reach.mannersOf(input.targets), urgency, [schedule.startAt], lengthMs);
    const sound = { class: urgency, startAt: schedule.startAt, durationMs: lengthMs };
    this.#silences.requireNone(this.#reach.hamletsOf(input.targets), sound);
    return { message, nodes, schedule };
  }

  async #messageOf(person: Person, input: EmergencyOrder): Promise<Message> {
    const chime = await this.#sounds.chime(input.status);
    if (input.template !== undefined) return this.#fromTemplate(person, input, input.template, chime);
    if (input.text !== undefined) return this.#fromText(person, input, input.text, chime);
    return this.#fromRecording(person, input, input.recording as string, chime);
  }

  async #fromTemplate(person: Person, input: EmergencyInput, id: string, chime: Content): Promise<Message> {
    const template = this.#templates.get(person, id);
    if (template.status !== input.status)
      throw new RuleError(
        'template-status',
        'This message was prepared for the other kind: emergency and drill never share one.',
      );
    const recording = await this.#parts.recordings.get(template.recording);
    if (!recording)
      throw new RuleError('recording-missing', 'The sound of this message is not here any more; save it anew.');
    const { event, title, text } = template;
    return { event, title, text, contents: [chime, contentOf(recording, title)] };
  }

  async #fromText(
    person: Person,
    { status, event = 'other', targets, title: chosen }: EmergencyOrder,
    given: string,
    chime: Content,
  ) {
    const isDrill = status === 'exercise';
    const text = isDrill && !beginsAsDrill(given) ? `${DRILL_WORDS}. ${given}` : given;
    requireWordsFor(status, text);
    const title = chosen ?? (text.length <= 60 ? text : `${text.slice(0, 60).replace(/\s\S*$/, '')}…`);
    const area = speaksFor(this.#parts, person, targets) ?? this.#reach.ownArea(person, undefined);
    return { event, title, text, contents: [chime, await this.#sounds.speak(text, title, person, area, true)] };
  }

  async #fromRecording(
    person: Person,
    { status, event = 'other', title: chosen, relay }: EmergencyOrder,
    sha256: string,
    chime: Content,
  ) {
    const recording = await this.#parts.recordings.get(sha256);
    if (!recording || visibleAreas(this.#parts.tree, person, [recording.area]).length === 0)
      throw new NotFoundError('no-such-recording', 'There is no such recording.');
    const announced = status === 'exercise' ? [await this.#sounds.announcement()] : [];
    const title = chosen ?? recording.title;
    const station = relay && this.#parts.relays?.get(relay.station);
    if (relay && !station) throw new NotFoundError('no-such-relay', 'There is no such stream.');
    const said =
      relay && station ? relayContentOf(station, relay.minutes, recording, title) : contentOf(recording, title);
    return { event, title, contents: [chime, ...announced, said] };
  }

  #emergencyOf(person: Person, input: EmergencyInput, message: Message, schedule: Schedule): StoredEmergency {
    const { startAt, speaksAt, expiresAt } = schedule;
    const { key, status, targets, orderedBy, drill } = input;
    return {
      ...{ id: ulid(this.#parts.clock.now()), key, status, targets, orderedBy: orderedBy || undefined, drill },
      ...{ event: message.event, title: message.title, text: message.text },
      ...{
        area: ownerOf(this.#parts, this.#reach, person, input.targets),
        startedAt: startAt,
        speaksAt,
        expiresAt,
        createdBy: person.id,
      },
      ...(status === 'actual' ? { reviewDueAt: startAt + REVIEW_WITHIN_MS } : {}),
      reminded: false,
    };
  }

  #runOf(person: Speaker, emergency: StoredEmergency, { title, contents }: Message, schedule: Schedule): StoredRun {
    const { startAt, expiresAt, endsAt } = schedule;
    return {
      ...{ id: emergency.id, title, class: onTheWire(emergency.status).class, state: 'on-air', contents },
      level: levelSpoken(this.#parts, person, emergency.targets),
      // Heard is who heard it once as a whole; it may begin until it expires.
      ...{ dueAt: startAt, durationMs: durationOf(contents), latenessMs: expiresAt - startAt, endsAt },
      ...{ registered: false, area: emergency.area, createdBy: person.id, createdAt: this.#parts.clock.now() },
    };
  }

  async #command(
    transaction: Transaction,
    person: Person,
    run: StoredRun,
    emergency: StoredEmergency,
    { repeat, maxMs, expiresAt }: Schedule,
  ): Promise<void> {
    const wire = onTheWire(emergency.status);
    for (const { audience, members } of audiencesOf(this.#parts.tree, this.#reach, emergency.targets))
      await this.#parts.outbox.enqueue(
        transaction,
        {
          type: 'play',
          class: wire.class,
          audience,
          args: {
            ...{ run: { run: run.id }, level: run.level, startAt: run.dueAt, latenessMs: run.latenessMs },
            // No volume of its own: a node plays an emergency at the volume its configuration forces for one.
            ...{ parts: partsOf(run.contents), repeat, until: expiresAt, resume: wire.resume, maxMs },
          },
          ...{ by: person.id, expiresAt, runId: run.id },
        },
        members,
      );
  }

  /** In portions with other writes between them: the acknowledgements are coming in. */
  async #writeDeliveries(run: StoredRun, nodes: readonly NodeRecord[]): Promise<void> {
    const { database, clock } = this.#parts;
    for (let from = 0; from < nodes.length; from += DELIVERIES_AT_ONCE) {
      const some = nodes.slice(from, from + DELIVERIES_AT_ONCE);
      await database.write(async (transaction) => {
        const told = await this.#deliveries.toldOf(
          transaction,
          run.id,
          some.map((node) => node.id),
        );
        const deliveries = some.flatMap((node): Delivery[] => {
          const command = told.get(node.id);
          if (!command) return [];
          return [{ ...deliveryOn(node, run, true), command: command.id, state: command.state }];
        });
        await this.#deliveries.addMany(transaction, deliveries);
        await this.#deliveries.markDirty(transaction, deliveries, clock.now());
      });
    }
    this.#parts.facts.tell('changed', { at: clock.now(), what: 'emergencies' });
  }

  async #record(
    transaction: Transaction,
    person: Person,
    { template, recording, relay, targets, forMinutes }: EmergencyOrder,
    { id, area, status, event, title, text, orderedBy, drill }: StoredEmergency,
    nodes: number,
  ): Promise<void> {
    const action = status === 'actual' ? 'emergency.raise' : 'drill.raise';
    const after = { event, title, text, template, recording, relay, targets, forMinutes, orderedBy, drill, nodes };
    await this.#parts.audit.record({ by: person.id, action, subject: id, area, outcome: 'done', after }, transaction);
  }
}
