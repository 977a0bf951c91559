import { eventsOf, occurrencesOf } from '../../../gateway/broadcast/occurrences.ts';
import type { Programme, ProgrammeInput, Target } from '../../../protocol/api/broadcast.ts';
import type { Campaign, CampaignDetail, CampaignInput } from '../../../protocol/api/campaigns.ts';
import type {
  Conflict,
  Group,
  GroupImpact,
  GroupInput,
  OccurrenceChange,
  OpenOrder,
  ProgrammeVersion,
  Silence,
  SilenceInput,
  TimetableSession,
  TimetableSessionInput,
} from '../../../protocol/api/schedule.ts';
import { DEFAULT_QUIET_WINDOWS, quietVerdict } from '../../../protocol/quiet-hours.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, instantAt, timeOf } from '../../../protocol/vietnam-time.ts';
import type { BroadcastWorld } from './broadcast-world.ts';
import type { Person } from './people-world.ts';
import type { Places } from './places.ts';
import { chance, seededSha256, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import { CONFLICT_DAYS, conflictsOf, open } from './schedule-conflicts.ts';
import { impactOf } from './schedule-groups.ts';
import { slotsOf, storedProgramme } from './schedule-preview.ts';

const UNDO_WITHIN_MS = 10 * 60_000;
const OPERATOR = { id: seededUlid('account', 'operator'), name: 'Nguyễn Thị Nga' };
const APPROVER = { id: seededUlid('account', 'approver'), name: 'Trần Văn Hùng' };

type Seed = Partial<Programme> & Pick<Programme, 'title' | 'bulletins' | 'recurrence' | 'state' | 'durationMs'>;

/** Programmes and how they change: versions, conflicts, single runs; silences, groups, the registered timetable, campaigns. */
export class ScheduleWorld {
  readonly silences: Silence[];
  readonly groups: Group[] = [];
  readonly timetable: TimetableSession[] = [];
  readonly campaigns: CampaignDetail[] = [];
  /** Priority bulletins from above that meet the commune's own; empty unless a test says so. */
  readonly openOrders: (OpenOrder & { commune: string })[] = [];
  readonly givenOrders: { first: string; second: string }[] = [];
  readonly #versions = new Map<string, ProgrammeVersion[]>();
  readonly #places: Places;
  readonly #broadcast: BroadcastWorld;
  readonly #now: () => number;
  #made = 0;

  constructor(places: Places, broadcast: BroadcastWorld, now: () => number) {
    this.#places = places;
    this.#broadcast = broadcast;
    this.silences = broadcast.silences;
    this.#now = now;
    this.#seed();
  }

  get(id: string): Programme {
    const found = this.#broadcast.programmes.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-programme');
    return { version: 1, ...found };
  }

  history(id: string): ProgrammeVersion[] {
    const programme = this.get(id);
    const kept = this.#versions.get(id);
    return (
      kept ?? [
        { version: 1, at: programme.createdAt, byName: programme.createdByName, action: 'programme.create', programme },
      ]
    );
  }

  conflicts(input: ProgrammeInput, id: string | undefined, by: Person): Conflict[] {
    const wanted = this.#built(input, by, id);
    const own = new Set(this.#nodesOf(wanted).map((one) => one.id));
    return conflictsOf({ ...storedProgramme(wanted), durationMs: wanted.durationMs }, this.#othersOf(id), {
      ...this.#eyes(by),
      shared: (other) => this.#nodesOf(other).filter((node) => own.has(node.id)),
    });
  }

  /** What is on its way to the air beside it. */
  #othersOf(id: string | undefined) {
    const others = this.#broadcast.programmes.filter(
      (one) => one.id !== id && ['approved', 'pending'].includes(one.state),
    );
    return slotsOf(others, this.#broadcast.bulletins, this.#broadcast.recordings);
  }

  #eyes(by: Person) {
    return {
      now: this.#now(),
      nameOf: (area: string) => this.#nameOf(area),
      mayChange: (area: string) => by.areas.includes(area) || by.areas.includes(this.#places.province.id),
    };
  }

  create(input: ProgrammeInput, by: Person): Programme {
    this.#check(input, undefined, by);
    const id = seededUlid('new programme', by.id, this.#made++);
    const programme = { ...this.#built(input, by, id), version: 1 };
    this.#broadcast.programmes.unshift(programme);
    this.#remember(programme, by, 'programme.create');
    return programme;
  }

  change(id: string, input: ProgrammeInput, by: Person): Programme {
    const before = this.get(id);
    this.#isNewest(before, input.version);
    this.#check(input, id, by);
    const { approval: _approval, returned: _returned, ...rest } = before;
    const built = this.#built(input, by, id);
    return this.#store(
      {
        ...rest,
        ...built,
        createdBy: before.createdBy,
        createdByName: before.createdByName,
        createdAt: before.createdAt,
      },
      by,
      'programme.change',
    );
  }

  submit(id: string, by: Person): Programme {
    const { returned: _returned, ...before } = this.get(id);
    return this.#store({ ...before, state: 'pending' }, by, 'programme.change');
  }

  cancel(id: string, by: Person): Programme {
    return this.#store({ ...this.get(id), state: 'cancelled' }, by, 'programme.cancel');
  }

  changeRun(id: string, { at, scope, version, change }: OccurrenceChange, by: Person): Programme {
    const before = this.get(id);
    this.#isNewest(before, version);
    if (change.do === 'move') this.#isAllowed(change.to, before.durationMs);
    const recurrence = before.recurrence;
    const others = (recurrence.exceptions ?? []).filter((one) => one.at !== at);
    const single =
      change.do === 'restore'
        ? others
        : change.do === 'replace'
          ? [...others, { at, ...change }]
          : [...others, { at, ...change }];
    const next: Programme['recurrence'] =
      scope === 'this'
        ? { ...recurrence, exceptions: single }
        : change.do === 'move'
          ? { ...recurrence, times: recurrence.times.map((time) => (time === timeOf(at) ? timeOf(change.to) : time)) }
          : { ...recurrence, to: addDays(dayOf(at), -1) };
    return this.#store({ ...before, recurrence: next }, by, 'programme.change');
  }

  undo(id: string, by: Person): Programme {
    const [newest, before] = this.history(id);
    if (!newest || !before || this.#now() - newest.at > UNDO_WITHIN_MS) throw new Refusal(409, 'nothing-to-undo');
    this.#versions.set(id, this.history(id).slice(1));
    const at = this.#broadcast.programmes.findIndex((one) => one.id === id);
    // What stood there before stands there again, letter by letter.
    this.#broadcast.programmes[at] = before.programme;
    void by;
    return before.programme;
  }

  copyWeek(area: string, from: string, to: string, by: Person) {
    const shift = instantAt(to, '00:00') - instantAt(from, '00:00');
    const window = [instantAt(from, '00:00'), instantAt(from, '00:00') + 7 * DAY_MS] as const;
    const made: Programme[] = [];
    const left: { programme: string; title: string; why: string; code: string }[] = [];
    for (const one of this.#broadcast.programmes.filter((programme) => programme.area === area)) {
      if (one.recurrence.from !== one.recurrence.to || occurrencesOf(one.recurrence, ...window).length === 0) continue;
      if (one.state === 'cancelled')
        left.push({ programme: one.id, title: one.title, why: 'It was cancelled.', code: 'cancelled' });
      else {
        const day = dayOf(instantAt(one.recurrence.from, '00:00') + shift);
        made.push(this.create({ ...one, recurrence: { ...one.recurrence, from: day, to: day }, resolutions: [] }, by));
      }
    }
    return { made, left };
  }

  silence(input: SilenceInput, by: Person): Silence {
    const made = {
      ...input,
      id: seededUlid('silence', this.#made++),
      areaName: this.#nameOf(input.area),
      byName: by.name,
      createdAt: this.#now(),
    };
    this.silences.push(made);
    return made;
  }

  group(input: GroupInput, by: Person): Group {
    const made = {
      ...input,
      id: seededUlid('group', this.#made++),
      area: input.area ?? by.areas[0] ?? '',
      nodes: this.#nodesOf(input).length,
    };
    this.groups.push(made);
    return made;
  }

  groupImpact(id: string, input: GroupInput, by: Person): GroupImpact {
    return this.#lookedAt(id, input, by).impact;
  }

  changeGroup(id: string, input: GroupInput, by: Person): Group {
    const { group, impact, followers } = this.#lookedAt(id, input, by);
    if (impact.open > 0) throw new Refusal(409, 'conflict', { impact });
    if (followers.length > 0 && input.agreed !== impact.agreed) throw new Refusal(409, 'group-followed', { impact });
    for (const { before, targets, recurrence } of followers)
      this.#store({ ...before, targets: [...targets], recurrence }, by, 'programme.group-changed');
    return Object.assign(group, { targets: input.targets, nodes: this.#nodesOf(input).length });
  }

  #lookedAt(id: string, input: GroupInput, by: Person) {
    const group = this.groups.find((one) => one.id === id);
    if (!group) throw new Refusal(404, 'no-such-group');
    const looked = impactOf(group, input, {
      programmes: this.#broadcast.programmes.filter((one) => one.state !== 'cancelled'),
      nodesOf: (where) => this.#nodesOf(where),
      nameOf: (area) => this.#nameOf(area),
      conflictsOf: (candidate, at) =>
        conflictsOf(candidate, this.#othersOf(candidate.id), {
          ...this.#eyes(by),
          shared: (other) => this.#nodesOf(other).filter((node) => at.has(node.id)),
        }),
    });
    return { group, ...looked };
  }

  session(input: TimetableSessionInput, by: Person): TimetableSession {
    const made = { ...input, id: seededUlid('session', this.#made++), byName: by.name, registeredAt: this.#now() };
    this.timetable.push(made);
    return made;
  }

  campaign(input: CampaignInput, by: Person): Campaign {
    const made = this.#campaign(input, by.name, seededUlid('campaign', this.#made++), () => 0);
    this.campaigns.unshift(made);
    return made;
  }

  #campaign(input: CampaignInput, byName: string, id: string, aired: (commune: string) => number): CampaignDetail {
    const byCommune = input.communes.map((commune) => {
      const times = aired(commune);
      return {
        commune,
        name: this.#nameOf(commune),
        bulletins: input.bulletins.map((bulletin) => ({ bulletin, planned: Math.max(times, 2), aired: times })),
        complied: times >= input.airings,
      };
    });
    const { communes: _communes, bulletins, ...rest } = input;
    return {
      ...rest,
      id,
      area: this.#places.province.id,
      bulletins: bulletins.map((one) => ({ id: one, title: this.#bulletin(one)?.title ?? '' })),
      communes: byCommune.length,
      complied: byCommune.filter((one) => one.complied).length,
      byName,
      createdAt: this.#now(),
      byCommune,
    };
  }

  #check(input: ProgrammeInput, id: string | undefined, by: Person): void {
    const durationMs = this.#durationOf(input.bulletins);
    for (const time of input.exception ? [] : input.recurrence.times)
      this.#isAllowed(instantAt(input.recurrence.from, time), durationMs);
    if (input.draft) return;
    const conflicts = this.conflicts(input, id, by);
    if (open(conflicts, input)) throw new Refusal(409, 'conflict', { conflicts, days: CONFLICT_DAYS });
  }

  #isAllowed(startAt: number, durationMs: number): void {
    const verdict = quietVerdict(DEFAULT_QUIET_WINDOWS, 'normal', startAt, durationMs);
    if (verdict.allowed) return;
    const { nextAllowedAt } = verdict;
    throw new Refusal(422, 'quiet-hours', nextAllowedAt === undefined ? {} : { nextAllowedAt });
  }

  #isNewest(programme: Programme, version: number | undefined): void {
    if (version !== undefined && version !== programme.version) throw new Refusal(409, 'changed-meanwhile');
  }

  #store(after: Programme, by: Person, action: string): Programme {
    // The first version is written down before it is replaced.
    this.#versions.set(after.id, this.history(after.id));
    const { approval, ...rest } = after;
    const kept = action === 'programme.cancel' && approval ? { approval } : {};
    const stored: Programme = {
      ...rest,
      ...kept,
      state: after.state === 'approved' ? 'pending' : after.state,
      version: (this.history(after.id)[0]?.version ?? 1) + 1,
      contentHash: seededSha256('programme content', after.id, this.#made++),
    };
    const at = this.#broadcast.programmes.findIndex((one) => one.id === after.id);
    this.#broadcast.programmes[at] = stored;
    this.#remember(stored, by, action);
    return stored;
  }

  #remember(programme: Programme, by: { name: string }, action: string): void {
    const version = { version: programme.version ?? 1, at: this.#now(), byName: by.name, action, programme };
    this.#versions.set(programme.id, [version, ...(this.#versions.get(programme.id) ?? [])]);
  }

  #built(input: ProgrammeInput, by: Person, id = seededUlid('asked')): Programme {
    const { draft, resolutions: _resolutions, version: _version, area, exception, ...said } = input;
    const bulletins = input.bulletins.map((one) => this.#bulletin(one));
    return {
      ...said,
      id,
      class: bulletins.some((one) => one?.class === 'priority') ? 'priority' : 'normal',
      level: by.areas[0] === this.#places.province.id ? 'province' : 'commune',
      durationMs: this.#durationOf(input.bulletins),
      area: area ?? by.areas[0] ?? '',
      state: draft ? 'draft' : 'pending',
      contentHash: seededSha256('programme content', id, this.#made),
      createdBy: by.id,
      createdByName: by.name,
      createdAt: this.#now(),
      ...(exception ? { exception: this.#asked(exception.reason, input, by) } : {}),
    };
  }

  confirmException(id: string, by: Person): Programme {
    const at = this.#broadcast.programmes.findIndex((one) => one.id === id);
    const programme = this.#broadcast.programmes[at];
    if (!programme?.exception) throw new Refusal(409, 'no-exception');
    const confirmed = [...programme.exception.confirmed, { by: by.id, byName: by.name, at: this.#now() }];
    const after = { ...programme, exception: { ...programme.exception, confirmed, granted: confirmed.length === 2 } };
    this.#broadcast.programmes[at] = after;
    return after;
  }

  #asked(reason: string, { recurrence }: ProgrammeInput, by: Person): NonNullable<Programme['exception']> {
    const runs = eventsOf(recurrence, this.#now(), this.#now() + 60 * DAY_MS).map((event) => event.startAt);
    const asked = { askedBy: by.id, askedByName: by.name, askedAt: this.#now() };
    return { reason, ...asked, confirmed: [], granted: false, runs, until: Math.max(...runs) + 60_000 };
  }

  #durationOf(bulletins: readonly string[]): number {
    return bulletins.reduce((sum, one) => sum + (this.#bulletin(one)?.durationMs ?? 0), 0);
  }

  #bulletin(id: string) {
    return this.#broadcast.bulletins.find((one) => one.id === id);
  }

  #nodesOf({ targets }: { readonly targets: readonly Target[] }) {
    return this.#places.nodes.filter((node) =>
      targets.some((target) =>
        'node' in target
          ? target.node === node.id
          : [node.hamlet, node.commune, this.#places.province.id].includes(target.area),
      ),
    );
  }

  #nameOf(area: string): string {
    return (
      [this.#places.province, ...this.#places.communes, ...this.#places.hamlets].find((one) => one.id === area)?.name ??
      ''
    );
  }

  /** The operator's commune as it looks in an ordinary week: everything that a programme can be. */
  /** The commune says which goes first: nothing is open between the two any more. */
  giveOrder(order: { first: string; second: string }): void {
    const at = this.openOrders.findIndex(({ above, own }) =>
      [above.programme, own.programme].every((one) => one === order.first || one === order.second),
    );
    if (at < 0) throw new Refusal(404, 'no-such-programme');
    this.openOrders.splice(at, 1);
    this.givenOrders.push(order);
  }

  #seed(): void {
    const commune = this.#places.communes[1];
    if (!commune) return;
    const titled = (words: string) => this.#broadcast.bulletins.find((one) => one.title.startsWith(words))?.id ?? '';
    const hamlets = this.#places.hamlets.filter((one) => one.parent === commune.id);
    const chime = this.#broadcast.addRecording('Nhạc hiệu đài xã', 8_000, this.#now() - 80 * DAY_MS);
    const made = this.#broadcast.addBulletin(
      { title: 'Nhạc hiệu đài xã', recording: chime.sha256, class: 'normal', field: 'general' },
      OPERATOR,
    );
    Object.assign(made, { state: 'approved', durationMs: 8_000, id: seededUlid('bulletin', 'chime') });
    this.#broadcast.bulletins.splice(this.#broadcast.bulletins.indexOf(made), 1);
    this.#broadcast.bulletins.push(made);
    this.#broadcast.recordings.push(...this.#broadcast.recordings.splice(0, 1));
    const once = (day: string, time: string) => ({ from: day, to: day, times: [time], weekdays: [], except: [] });
    const add = (seed: Seed) => {
      const id = seededUlid('seeded programme', seed.title, seed.recurrence.from);
      const approved = seed.state === 'approved';
      const contentHash = seededSha256('programme content', id);
      this.#broadcast.programmes.push({
        id,
        targets: [{ area: commune.id }],
        class: 'normal',
        level: 'commune',
        resume: 'resume',
        registered: false,
        area: commune.id,
        contentHash,
        version: 1,
        createdBy: OPERATOR.id,
        createdByName: OPERATOR.name,
        createdAt: this.#now() - 2 * DAY_MS,
        ...(approved
          ? { approval: { by: APPROVER.id, byName: APPROVER.name, at: this.#now() - DAY_MS, contentHash } }
          : {}),
        ...seed,
      });
    };
    add({
      title: 'Thông báo cắt điện để sửa đường dây 35 kV',
      bulletins: [titled('Thông báo cắt điện')],
      recurrence: once('2026-11-24', '06:05'),
      state: 'approved',
      durationMs: 48_000,
    });
    add({
      title: 'Phòng chống sốt xuất huyết',
      bulletins: [made.id, titled('Phòng chống sốt xuất huyết')],
      recurrence: {
        from: '2026-11-24',
        times: ['17:18'],
        weekdays: [2, 4, 6],
        except: [],
        exceptions: [{ at: instantAt('2026-11-28', '17:18'), do: 'skip', reason: 'Trùng lễ hội làng' }],
      },
      state: 'approved',
      durationMs: 192_000,
    });
    add({
      title: 'Họp dân bàn việc làm đường bê tông',
      bulletins: [titled('Thông báo họp dân')],
      recurrence: once('2026-11-25', '17:25'),
      targets: [{ area: hamlets[0]?.id ?? '' }, { area: hamlets[1]?.id ?? '' }],
      state: 'draft',
      durationMs: 59_000,
    });
    add({
      title: 'Tuyển sinh lớp 10 năm học 2026–2027',
      bulletins: [titled('Tuyển sinh lớp 10')],
      recurrence: once('2026-11-26', '06:10'),
      state: 'returned',
      returned: { at: this.#now() - 3_600_000, byName: APPROVER.name, reason: 'time', note: 'Chuyển sang buổi chiều' },
      durationMs: 133_000,
    });
    add({
      title: 'Tin ưu tiên của tỉnh: ứng phó áp thấp nhiệt đới',
      bulletins: [titled('Chủ động ứng phó')],
      recurrence: once('2026-11-27', '18:30'),
      class: 'priority',
      level: 'province',
      state: 'approved',
      area: this.#places.province.id,
      createdByName: 'Đài PT-TH Nghệ An',
      durationMs: 120_000,
    });
    this.silence(
      {
        area: commune.id,
        from: instantAt('2026-11-29', '00:00'),
        to: instantAt('2026-11-30', '00:00'),
        reason: 'Quốc tang',
      },
      { ...OPERATOR, areas: [commune.id] } as Person,
    );
    this.timetable.push(
      ...(['05:30', '17:00'] as const).map((from) => ({
        id: seededUlid('session', from),
        area: commune.id,
        weekdays: [1, 2, 3, 4, 5, 6],
        from,
        to: from === '05:30' ? '06:00' : '17:30',
        validFrom: '2026-10-01',
        byName: OPERATOR.name,
        registeredAt: this.#now() - 60 * DAY_MS,
      })),
    );
    this.group({ name: 'Các xóm ven sông', targets: hamlets.slice(1, 4).map((one) => ({ area: one.id })) }, {
      ...OPERATOR,
      areas: [commune.id],
    } as Person);
    const topics = [
      ['Phòng chống thiên tai 2026', 'phòng chống thiên tai', '2026-12-05', 0.45],
      ['Chuyển đổi số toàn dân', 'chuyển đổi số', '2026-11-20', 0.6],
      ['Tuần lễ an toàn giao thông', 'an toàn giao thông', '2026-12-20', 0.1],
    ] as const;
    for (const [title, topic, deadline, share] of topics)
      this.campaigns.push(
        this.#campaign(
          {
            title,
            topic,
            bulletins: [titled('Chủ động ứng phó'), titled('Hướng dẫn cài đặt VNeID')],
            communes: this.#places.communes.map((one) => one.id),
            from: '2026-11-10',
            deadline,
            airings: 4,
          },
          'Lê Quang Minh',
          seededUlid('campaign', title),
          (id) => (chance('complied', title, id) < share ? 5 : Math.floor(chance('aired', title, id) * 4)),
        ),
      );
  }
}
