import type { Programme } from '../../../protocol/api/broadcast.ts';
import type { AuditEntry, Overview } from '../../../protocol/api/coverage.ts';
import type { EvidenceStatus } from '../../../protocol/api/evidence.ts';
import type { Fault } from '../../../protocol/api/faults.ts';
import { addDays, dayOf, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { AlertWorld } from './alert-world.ts';
import { BroadcastWorld } from './broadcast-world.ts';
import { CaseWorld } from './case-world.ts';
import { CoverageWorld } from './coverage-world.ts';
import { EmergencyWorld } from './emergency-world.ts';
import { FirmwareWorld } from './firmware-world.ts';
import { FleetWorld } from './fleet-world.ts';
import { FoundingWorld } from './founding-world.ts';
import { InspectionWorld } from './inspection-world.ts';
import { LibraryWorld } from './library-world.ts';
import { ListeningWorld } from './listening-world.ts';
import { LiveWorld } from './live-world.ts';
import { NotifyWorld } from './notify-world.ts';
import { PeopleWorld } from './people-world.ts';
import { createPlaces, type Places } from './places.ts';
import { seededUlid } from './random.ts';
import { RelayWorld } from './relay-world.ts';
import { RemoteWorld } from './remote-world.ts';
import { ReportWorld } from './report-world.ts';
import { RoundsWorld } from './rounds-world.ts';
import { RulesWorld } from './rules-world.ts';
import { ScheduleWorld } from './schedule-world.ts';
import { SourceWorld } from './source-world.ts';
import { VerdictDossiers } from './verdict-dossiers.ts';
import { VerdictEvidence } from './verdict-evidence.ts';
import { VerdictWorld } from './verdict-world.ts';

/** Monday 23/11/2026, 06:12 in Vietnam: a relay is on the air, the morning bulletin is over. */
export const MORNING = instantAt('2026-11-23', '06:12');

/** Everything the fake gateway knows, at a clock that begins on one fixed morning and runs on. */
export class World {
  readonly places: Places;
  readonly broadcast: BroadcastWorld;
  readonly library: LibraryWorld;
  readonly schedule: ScheduleWorld;
  readonly coverage: CoverageWorld;
  readonly verdict: VerdictWorld;
  readonly evidence: VerdictEvidence;
  readonly dossiers = new VerdictDossiers();
  readonly faults: Fault[];
  /** Why settings were changed, in order. */
  readonly settingReasons: string[] = [];
  /** Sentences that somebody listened to alone. */
  readonly heardSentences: string[] = [];
  readonly people: PeopleWorld;
  readonly founding: FoundingWorld;
  readonly emergencies: EmergencyWorld;
  readonly rules: RulesWorld;
  readonly rounds: RoundsWorld;
  readonly reports: ReportWorld;
  readonly relays: RelayWorld;
  readonly sources: SourceWorld;
  readonly alerts: AlertWorld;
  readonly remote: RemoteWorld;
  /** How the log was searched, in order. */
  readonly auditQueries: Readonly<Record<string, string | undefined>>[] = [];
  /** Has the chain of evidence been found whole; undefined before it was ever looked at. */
  chainWhole: boolean | undefined = true;
  readonly fleet: FleetWorld;
  readonly inspections: InspectionWorld;
  readonly cases: CaseWorld;
  readonly firmware: FirmwareWorld;
  readonly notify: NotifyWorld;
  readonly listening = new ListeningWorld(() => this.now());
  readonly live: LiveWorld;
  /** Ends a session that somebody speaks in; set by the routes that hold its socket. */
  endLive: (session: string, end: 'stopped' | 'silence' | 'limit' | 'outranked') => void = () => {};
  /** Tells the feed; set by the routes that own it. */
  emergencyStarted: (run: string) => void = () => {};
  watching = true;
  readonly #bootedAt = Date.now();
  #aheadMs = 0;

  constructor() {
    this.places = createPlaces(MORNING);
    this.founding = new FoundingWorld(this.places, () => this.now());
    this.remote = new RemoteWorld(this.places, () => this.now());
    this.fleet = new FleetWorld(
      this.places,
      (hamlet, area) => this.within(hamlet, area),
      () => this.now(),
    );
    this.broadcast = new BroadcastWorld(this.places, () => this.now());
    this.relays = new RelayWorld(this.places, this.broadcast, () => this.now());
    this.library = new LibraryWorld(this.places, this.broadcast, this.relays, () => this.now());
    this.schedule = new ScheduleWorld(this.places, this.broadcast, () => this.now());
    this.coverage = new CoverageWorld(this.places, dayOf(MORNING), (commune) => this.broadcast.programmesOf(commune));
    this.verdict = new VerdictWorld(this.places, this.founding, this.coverage, MORNING);
    this.evidence = new VerdictEvidence(this.verdict);
    this.faults = this.places.nodes
      .filter((node) => node.presence === 'offline')
      .map((node) => ({
        id: seededUlid('fault', node.id),
        kind: 'network-lost',
        severity: 'critical',
        detectedAt: (node.lastSeenAt ?? MORNING) + 90_000,
        flaps: 0,
        node: node.id,
        nodeCode: node.code,
        hamletName: node.hamletName,
        since: node.lastSeenAt ?? MORNING,
        count: 1,
      }));
    this.inspections = new InspectionWorld(this.places, () => this.now());
    this.cases = new CaseWorld(this.places, () => this.now());
    this.firmware = new FirmwareWorld(this.places, () => this.now());
    this.people = new PeopleWorld(this.places, () => this.now());
    this.notify = new NotifyWorld(this.places, this.people.sessionOf('admin')?.person, MORNING);
    const { places, coverage, people } = this;
    const office = { places, coverage, people, now: () => this.now() };
    this.rules = new RulesWorld(office);
    this.rounds = new RoundsWorld(office);
    this.reports = new ReportWorld(places, coverage, office.now);
    this.live = new LiveWorld(this.places, this.broadcast, () => this.now());
    this.emergencies = new EmergencyWorld(this.places, this.broadcast, () => this.now());
    this.sources = new SourceWorld(this.places, () => this.now());
    const sender = this.sources.sources.find(({ kind }) => kind === 'cap') ?? { id: '', name: '' };
    this.alerts = new AlertWorld(this.places, sender, MORNING);
  }

  now(): number {
    return MORNING + this.#aheadMs + (Date.now() - this.#bootedAt);
  }

  /** Time goes by at once; the feed's next word carries it to the pages. */
  passes(ms: number): void {
    this.#aheadMs += ms;
  }

  overview(area: string): Overview {
    const { places, broadcast, coverage } = this;
    const nodes = places.nodes.filter((node) => this.within(node.hamlet, area));
    const count = (state: string) => nodes.filter((node) => node.presence === state).length;
    const hamlets = coverage.hamlets(area);
    const verdicts = (word: string) => hamlets.filter((hamlet) => hamlet.verdict === word).length;
    const now = this.now();
    const day = dayOf(now);
    const runs = broadcast.runs(startOfDay(day), now, area).filter((run) => run.state === 'ended');
    const next = broadcast.preview(area, day, addDays(day, 1)).filter((item) => item.startAt > now && item.willSound);
    const nextRuns = new Map(next.map((item) => [`${item.programme}@${item.startAt}`, item]));
    return {
      at: now,
      area,
      name: this.founding.tree.get(area)?.name ?? '',
      nodes: {
        total: nodes.length,
        online: count('online'),
        offline: count('offline'),
        unobserved: count('unobserved'),
        maintenance: count('maintenance'),
        notEnrolled: 0,
      },
      horns: nodes.reduce((sum, node) => sum + node.horns, 0),
      hamlets: {
        total: hamlets.length,
        met: verdicts('met'),
        notMet: verdicts('not-met'),
        insufficient: verdicts('insufficient'),
      },
      communes: coverage.communes(area).map((commune) => {
        const own = places.nodes.filter((node) => node.commune === commune.area);
        return { ...commune, nodes: own.length, online: own.filter((node) => node.presence === 'online').length };
      }),
      onAir: broadcast.onAir().map((run) => ({
        id: run.id,
        title: run.title,
        dueAt: run.dueAt,
        endsAt: run.dueAt + run.durationMs,
        nodes: run.nodes,
        playing: run.counts.playing ?? 0,
        done: run.counts.full ?? 0,
      })),
      next: [...nextRuns].slice(0, 18).map(([id, item]) => ({ id, title: item.title, dueAt: item.startAt, nodes: 14 })),
      today: runs.map((run) => ({
        id: run.id,
        title: run.title,
        dueAt: run.dueAt,
        nodes: run.nodes,
        heard: run.heard,
        ended: true,
      })),
      watching: this.watching,
    };
  }

  audit(): AuditEntry[] {
    const lines = [
      ['session.sign-in', 'operator', 'done'],
      ['programme.create', 'operator', 'done'],
      ['programme.approve', 'approver', 'done'],
      ['bulletin.approve', 'operator', 'refused'],
      ['recording.add', 'operator', 'failed'],
    ] as const;
    return Array.from({ length: 120 }, (_, index): AuditEntry => {
      const [action, username, outcome] = lines[index % lines.length] ?? lines[0];
      const account = this.people.persons.find((one) => one.username === username);
      return {
        id: 120 - index,
        at: MORNING - index * 780_000,
        by: account?.id ?? 'system',
        ...(account ? { byName: account.name } : {}),
        action,
        subject: 'Bản tin sáng',
        outcome,
        ...valuesOf(action),
      };
    });
  }

  evidenceStatus(): EvidenceStatus {
    const at = instantAt(dayOf(MORNING), '05:30');
    return {
      ...{ entries: 45_360, sealed: 45_312, sealedAt: at, keptFrom: '2024-11-01' },
      ...(this.chainWhole === undefined
        ? {}
        : {
            checked: {
              ...{ at, whole: this.chainWhole },
              ...(this.chainWhole ? {} : { wrong: 'Bản ghi 18.402 khác băm đã niêm phong' }),
            },
          }),
      published: [{ to: 'file', size: 45_312, at }],
    };
  }

  /** Does a programme sound in the area? */
  reaches({ targets }: Pick<Programme, 'targets'>, area: string): boolean {
    return targets.some((target) => 'area' in target && this.founding.tree.isWithin(area, [target.area]));
  }

  within(hamlet: string, area: string): boolean {
    return this.founding.tree.isWithin(hamlet, [area]);
  }
}

/** What stood there before and after a line of the log, where something did. */
function valuesOf(action: string): Pick<AuditEntry, 'before' | 'after'> {
  switch (action) {
    case 'programme.approve':
      return {
        before: {
          title: 'Bản tin chiều',
          state: 'pending',
          recurrence: { times: ['17:00'], weekdays: [1, 2, 3, 4, 5, 6] },
        },
        after: {
          title: 'Bản tin chiều',
          state: 'approved',
          recurrence: { times: ['17:30'], weekdays: [1, 2, 3, 4, 5, 6] },
        },
      };
    case 'programme.create':
      return { after: { title: 'Bản tin chiều', state: 'draft', targets: [{ area: 'Hưng Lĩnh' }] } };
    default:
      return {};
  }
}
