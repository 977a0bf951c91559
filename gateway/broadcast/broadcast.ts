import type { Overview } from '../../protocol/api/coverage.ts';
import type { EmergencyInput } from '../../protocol/api/emergency.ts';
import { type RunRef, runKey } from '../../protocol/messages/fields.ts';
import type { Beat, Birth } from '../../protocol/messages/uplink.ts';
import type { Clock } from '../clock.ts';
import type { Transaction } from '../database/database.ts';
import type { TargetChange } from '../device-link/outbox.ts';
import type { Person, Scope } from '../http/app.ts';
import type { VerifiedEntry } from '../intake/intake.ts';
import { Approvals } from './approvals.ts';
import type { Speaker } from './audience.ts';
import { Bulletins } from './bulletins.ts';
import { Calendar } from './calendar.ts';
import { CalendarFiles } from './calendar-files.ts';
import { Cancellations } from './cancellations.ts';
import { DeliveryStore } from './delivery-store.ts';
import { Deputies } from './deputies.ts';
import { DoorFromAbove } from './door-from-above.ts';
import { Drills } from './drills.ts';
import { DueRuns } from './due.ts';
import { DueInHamlets } from './due-in-hamlets.ts';
import { Emergencies, type EmergencyOrder, type Outlook } from './emergencies.ts';
import { EmergencyContacts } from './emergency-contacts.ts';
import { EmergencyEnds } from './emergency-ends.ts';
import { EmergencySounds } from './emergency-sounds.ts';
import type { StoredEmergency } from './emergency-store.ts';
import { EmergencyTemplates } from './emergency-templates.ts';
import { EmergencyViews } from './emergency-view.ts';
import { FormDrafts } from './form-drafts.ts';
import { Hints } from './hints.ts';
import { Library } from './library.ts';
import type { BroadcastParts } from './parts.ts';
import { PlanMaker } from './plan-maker.ts';
import { PlayNow, type PlayNowInput } from './play-now.ts';
import { Previews } from './previews.ts';
import type { StoredProgramme } from './programme-store.ts';
import { Programmes } from './programmes.ts';
import { Reach } from './reach.ts';
import { Receipts } from './receipts.ts';
import { RegisteredSessions } from './registered-sessions.ts';
import { RelayRuns } from './relay-runs.ts';
import { RunCancel } from './run-cancel.ts';
import { RunStore, type StoredRun } from './run-store.ts';
import { RunViews } from './run-view.ts';
import { Silences } from './silences.ts';
import { Stop, type StopInput } from './stop.ts';
import { StopViews } from './stop-view.ts';
import { Waiting } from './waiting.ts';
import { WeekCopies } from './week-copies.ts';

/** The one corridor to the air: what is said, when, where; what nodes shall play, and what they say they played. */
export class Broadcast {
  readonly bulletins: Bulletins;
  readonly programmes: Programmes;
  readonly deputies: Deputies;
  readonly approvals: Approvals;
  readonly library: Library;
  readonly waiting: Waiting;
  readonly silences: Silences;
  readonly calendarFiles: CalendarFiles;
  readonly weekCopies: WeekCopies;
  readonly formDrafts: FormDrafts;
  readonly runs: RunStore;
  readonly deliveries: DeliveryStore;
  readonly plans: PlanMaker;
  readonly views: RunViews;
  readonly previews: Previews;
  readonly registered: RegisteredSessions;
  readonly relayRuns: RelayRuns;
  readonly dueInHamlets: DueInHamlets;
  readonly emergencies: Emergencies;
  readonly emergencyEnds: EmergencyEnds;
  readonly emergencyViews: EmergencyViews;
  readonly emergencyTemplates: EmergencyTemplates;
  readonly emergencyContacts: EmergencyContacts;
  readonly drills: Drills;
  readonly stops: StopViews;
  /** For systems above the communes. */
  readonly fromAbove: DoorFromAbove;
  readonly #sounds: EmergencySounds;
  /** Areas whose dictionary changed since their emergencies were prepared. */
  readonly #reworded = new Set<string>();
  readonly #parts: BroadcastParts;
  readonly #calendar: Calendar;
  readonly #due: DueRuns;
  readonly #receipts: Receipts;
  readonly #hints: Hints;
  readonly #playNow: PlayNow;
  readonly #stop: Stop;
  readonly #cancel: RunCancel;
  readonly #reach: Reach;
  #ticking: Promise<void> | undefined;
  #plannedPlaces = 0;
  #preparing: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
    this.#reach = new Reach(parts);
    this.runs = new RunStore(parts.database);
    this.deliveries = new DeliveryStore(parts.database);
    this.bulletins = new Bulletins(parts, (transaction, bulletin) =>
      this.programmes.bulletinEdited(transaction, bulletin),
    );
    const dueFirst = () => this.#due.freezeDue();
    this.programmes = new Programmes(parts, this.bulletins, (changes) => this.#follow(changes), dueFirst);
    const { bulletins, programmes } = this;
    this.deputies = new Deputies(parts);
    this.formDrafts = new FormDrafts(parts);
    this.approvals = new Approvals(parts, bulletins, programmes, this.deputies);
    this.library = new Library(parts, bulletins, programmes);
    this.waiting = new Waiting(parts, { bulletins, programmes, deputies: this.deputies, library: this.library });
    this.silences = new Silences(parts, () => this.#replan());
    const { silences } = this;
    const { exceptions } = programmes;
    const stores = { runs: this.runs, deliveries: this.deliveries, programmes: programmes.store, silences, exceptions };
    this.dueInHamlets = new DueInHamlets(parts, stores);
    this.relayRuns = new RelayRuns(parts, this.programmes.store);
    this.#sounds = new EmergencySounds(parts);
    this.emergencyTemplates = new EmergencyTemplates(parts, this.#sounds);
    this.plans = new PlanMaker(parts, stores, (hamlet) => [
      ...this.#sounds.ready,
      ...this.emergencyTemplates.keepFor(hamlet),
    ]);
    this.views = new RunViews(parts, stores);
    this.previews = new Previews(parts, this.programmes.timetable, this.runs, silences);
    this.calendarFiles = new CalendarFiles(parts, this.programmes, this.bulletins);
    this.weekCopies = new WeekCopies(this.programmes, parts.tree);
    this.#calendar = new Calendar(parts, this.runs, this.programmes.timetable, this.programmes.store, silences);
    this.#due = new DueRuns(parts, { ...stores, plans: this.plans });
    this.#receipts = new Receipts(parts, stores);
    this.#hints = new Hints(parts, stores);
    const cancellations = new Cancellations(parts.database);
    this.registered = new RegisteredSessions(parts, cancellations);
    this.#cancel = new RunCancel(parts, { ...stores, cancellations });
    this.#playNow = new PlayNow(parts, this.bulletins, this.runs, this.deliveries, silences);
    this.emergencyViews = new EmergencyViews(parts, { ...stores, hints: this.#hints });
    this.drills = new Drills(parts, this.emergencyTemplates, this.emergencyViews);
    this.emergencyContacts = new EmergencyContacts(parts);
    const { drills, emergencyTemplates: templates } = this;
    this.emergencies = new Emergencies(parts, { ...stores, drills, templates, sounds: this.#sounds });
    const { store } = this.emergencies;
    this.emergencyEnds = new EmergencyEnds(parts, { ...stores, store, sounds: this.#sounds });
    this.#stop = new Stop(parts, { ...stores, emergencies: this.emergencyEnds, cancel: this.#cancel });
    this.stops = new StopViews(parts);
    this.fromAbove = new DoorFromAbove(parts, {
      ...{ bulletins, programmes, runs: this.runs, ends: this.emergencyEnds },
      raise: (speaker, order) => this.raiseEmergency(speaker, order),
      silence: (speaker, run, why) => this.#stop.stopWithdrawn(speaker, run, why),
    });
    parts.facts.on('deliveriesChanged', ({ at, run }) => {
      if (this.emergencies.isRecent(run)) parts.facts.tell('changed', { at, what: 'emergencies' });
    });
  }

  /** Catches up with what became due while nobody watched the clock, then plans ahead. */
  async start(): Promise<void> {
    await this.silences.start();
    await this.emergencyTemplates.start();
    await this.plans.start();
    await this.emergencies.start();
    await this.#due.start();
    await this.#due.freezeDue();
    await this.#due.endOver();
    await this.#calendar.materialise();
    await this.programmes.orders.ask();
    this.#plannedPlaces = this.#places();
    this.#refresh();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ticking;
    await this.#preparing;
    await this.emergencies.idle();
    await this.plans.stop();
    await this.#hints.flush();
  }

  /** Each second. A tick that takes longer is not overtaken by the next. */
  tick(): Promise<void> {
    this.#ticking ??= this.#tick().finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  /** Each minute: nodes that did not come for their plan, and nodes that came, went or moved. */
  async reconcile(): Promise<void> {
    const places = this.#places();
    if (this.#plannedPlaces !== places) await this.placesChanged();
    await this.plans.reconcile();
    await this.emergencyEnds.remind();
    this.prepareEmergencies();
  }

  /**
   * Makes the sounds of emergencies ready, where they are not; nodes then keep them on disk. Not waited for: speaking takes
   * seconds. The next minute tries again what failed.
   */
  prepareEmergencies(): void {
    this.#preparing ??= this.#prepare()
      .catch((error) => this.#parts.log.warn({ err: error }, 'emergencies are not wholly prepared yet'))
      .finally(() => {
        this.#preparing = undefined;
      });
  }

  /** The dictionary of an area changed: what is prepared for emergencies is spoken with its words. */
  wordsChanged(area: string): void {
    this.#reworded.add(area);
    this.#sounds.wordsChanged();
    this.prepareEmergencies();
  }

  /** Resolves when nothing is being made ready. */
  async prepared(): Promise<void> {
    await this.#preparing;
  }

  /** What nodes shall have on disk is another than before. */
  keepChanged(): void {
    this.#refresh();
  }

  /** Shortly after each Vietnamese midnight: one more day ahead, on runs and plans; old silence becomes final. */
  async nightly(): Promise<void> {
    await this.#due.closeOld();
    await this.#calendar.materialise();
    await this.programmes.orders.ask();
    await this.plans.refresh();
  }

  /** Nodes or areas changed: who is reached by which programme may have changed with them. */
  async placesChanged(): Promise<void> {
    this.#plannedPlaces = this.#places();
    await this.programmes.orders.ask();
    await this.plans.refresh();
  }

  /** A station is called otherwise, or goes another way: what is planned of it is made anew. */
  stationsChanged(): Promise<void> {
    return this.#replan();
  }

  nameOfArea(area: string): string {
    return this.#parts.tree.get(area)?.name ?? area;
  }

  /** Whom a route may show and command what. */
  get scope(): Scope {
    return this.#parts.tree;
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  async onBirth(node: string, birth: Pick<Birth, 'plan'>): Promise<void> {
    await this.plans.onBirth(node, birth);
  }

  /** Nodes that a timetable makes sound between two instants: nothing else is to be done with them then. */
  async nodesDue(from: number, to: number): Promise<Set<string>> {
    const runs = await this.runs.scheduled(from, to);
    const ids = runs.flatMap(({ programme }) => programme ?? []);
    const programmes = await this.programmes.store.getMany([...new Set(ids)]);
    const targets = programmes.flatMap((programme) => programme.targets);
    return new Set(this.#parts.roster.resolve(targets).map(({ id }) => id));
  }

  /** Hot path: memory only. */
  onBeat(node: string, beat: Pick<Beat, 'playing' | 'heardMs'>): void {
    this.#hints.onPlaying(node, beat.playing, beat.heardMs);
  }

  /** For the outbox, in its transaction. */
  onTargetsChanged(transaction: Transaction, changes: readonly TargetChange[]): Promise<void> {
    return this.#hints.onTargetsChanged(transaction, changes);
  }

  /** For intake, in its transaction; what it returns is called after the commit. */
  takeReceipts(transaction: Transaction, items: readonly VerifiedEntry<'receipt'>[]): Promise<() => void> {
    return this.#receipts.take(transaction, items);
  }

  async playNow(person: Person, input: PlayNowInput): Promise<StoredRun> {
    const run = await this.#playNow.play(person, input);
    this.#due.note(run);
    return run;
  }

  async raiseEmergency(person: Speaker, input: EmergencyOrder): Promise<StoredEmergency> {
    const raised = await this.emergencies.raise(person, input);
    this.#due.note(raised);
    return raised;
  }

  /** Somebody speaks: nodes that say they play it are named by its title, and an emergency that is spoken is one like the others. */
  speaksLive(run: Pick<StoredRun, 'id' | 'title' | 'class'>): void {
    this.#due.note(run);
    if (run.class === 'emergency') this.emergencies.follow(run.id);
  }

  /** What raising it would do now; throws as it would. */
  emergencyOutlook(person: Person, input: EmergencyInput): Promise<Outlook> {
    return this.emergencies.outlook(person, input);
  }

  /** Title of what a node says it plays; undefined when it is not on air here. */
  titleOf(playing: RunRef): string | undefined {
    return this.#due.titleOf(runKey(playing));
  }

  async stopSound(person: Person, input: StopInput): Promise<{ command: string; nodes: number }> {
    const { command, nodes, taken } = await this.#stop.stop(person, input);
    const run = taken && input.run !== undefined ? await this.runs.get(input.run) : undefined;
    if (run) await this.#takenOff(run);
    const areas = input.area !== undefined ? [input.area] : input.run === undefined ? person.areas : [];
    this.#parts.soundStopped?.({ by: person.id, run: input.run, areas, emergencies: input.emergencies ?? false });
    return { command, nodes };
  }

  /** Takes a scheduled run off ahead; answers whether it leaves the ratio (DOMAIN §4.6). */
  async cancelRun(person: Person, id: string, reason: string): Promise<boolean> {
    const { run, inTime } = await this.#cancel.cancel(person, id, reason);
    await this.#takenOff(run);
    return inTime;
  }

  onAir(area: string): Promise<Overview['onAir']> {
    return this.views.onAir(area);
  }

  next(area: string): Promise<Overview['next']> {
    return this.views.next(area);
  }

  today(area: string): Promise<Overview['today']> {
    return this.views.today(area);
  }

  async #takenOff(run: StoredRun): Promise<void> {
    if (run.programme === undefined) return;
    this.#parts.facts.tell('runChanged', { at: this.#parts.clock.now(), id: run.id, state: 'cancelled' });
    const programme = await this.programmes.store.get(run.programme);
    if (programme) this.#refresh([programme]);
  }

  async #tick(): Promise<void> {
    await this.#due.freezeDue();
    await this.#hints.flush();
    await this.emergencyEnds.expire();
    await this.#due.endOver();
    await this.plans.flush();
  }

  async #prepare(): Promise<void> {
    const { signal } = this.#stopping;
    const sounds = await this.#sounds.prepare(signal);
    const templates = await this.emergencyTemplates.ship(signal);
    let reworded = false;
    // Also those that come while these are spoken; what fails is tried again with the next minute.
    for (const area of this.#reworded) {
      if (signal.aborted) break;
      reworded = (await this.emergencyTemplates.wordsChanged(area, signal)) || reworded;
      this.#reworded.delete(area);
    }
    if (sounds || templates || reworded) this.#refresh();
  }

  /** A silence came or went: what is made, and what nodes hold, may change everywhere below it. */
  async #replan(): Promise<void> {
    await this.#calendar.materialise();
    this.#refresh();
  }

  async #follow(changes: readonly { before?: StoredProgramme | undefined; after: StoredProgramme }[]): Promise<void> {
    const written = await this.#calendar.materialise(changes.map((change) => change.after.id));
    if (changes.some(({ before, after }) => [before?.class, after.class].includes('priority')))
      await this.programmes.orders.ask();
    const onAir = changes.some(({ before, after }) => [before?.state, after.state].includes('approved'));
    if (written === 0 && !onAir) return;
    this.#refresh(changes.flatMap(({ before, after }) => (before ? [before, after] : [after])));
  }

  /** Which nodes hang where, in one number. */
  #places(): number {
    let mark = 0;
    for (const node of this.#parts.roster.all())
      mark = (mark * 31 + shortHash(`${node.id}${node.hamlet}${node.enrolledAt}`)) | 0;
    return mark;
  }

  /** Not waited for: a province's plans take seconds, and the plan maker logs what fails. `plans.idle()` waits. */
  #refresh(programmes?: readonly StoredProgramme[]): void {
    const nodes = programmes && this.#reach.nodesOf(programmes.flatMap((programme) => programme.targets));
    void this.plans.refresh(nodes).catch(() => undefined);
  }
}

function shortHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash;
}
