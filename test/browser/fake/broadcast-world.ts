import { countStates, heardWhole } from '../../../dashboard/data/feed-apply.ts';
import { eventAt, eventsOf, type Occurrence } from '../../../gateway/broadcast/occurrences.ts';
import { runIdOf } from '../../../gateway/broadcast/slots.ts';
import type {
  Bulletin,
  Delivery,
  PreviewItem,
  Programme,
  ProgrammeInput,
  Recording,
  Run,
  RunSummary,
  Target,
} from '../../../protocol/api/broadcast.ts';
import type { Silence } from '../../../protocol/api/schedule.ts';
import { dayOf, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import type { Places } from './places.ts';
import { chance, seededSha256, seededUlid } from './random.ts';
import { type Heard, previewFrom, slotsOf } from './schedule-preview.ts';

const CREATOR = { id: seededUlid('account', 'operator'), name: 'Nguyễn Thị Nga' };
const APPROVER = { id: seededUlid('account', 'approver'), name: 'Trần Văn Hùng' };
const TITLES = [
  ['Bản tin sáng', 1_800_000],
  ['Bản tin chiều', 900_000],
  ['Vệ sinh đường làng ngõ xóm', 185_000],
  ['Tiêm phòng cúm cho người cao tuổi', 130_000],
] as const;

type Targeted = { readonly targets: readonly Target[] };

/** Recordings, bulletins, programmes and what became of their runs. */
export class BroadcastWorld {
  readonly recordings: Recording[] = [];
  readonly bulletins: Bulletin[] = [];
  readonly programmes: Programme[] = [];
  readonly silences: Silence[] = [];
  readonly #places: Places;
  readonly #now: () => number;
  readonly #live = new Map<string, Run>();

  constructor(places: Places, now: () => number) {
    this.#places = places;
    this.#now = now;
    const day = 86_400_000;
    TITLES.forEach(([title, durationMs], index) => {
      const recording = this.addRecording(title, durationMs, now() - (30 - index) * day);
      this.bulletins.push(this.#bulletin(title, recording, index < 3, now() - (29 - index) * day));
    });
    const flood = this.addRecording('Cảnh báo lũ quét', 42_000, now() - 31 * day);
    this.bulletins.push({ ...this.#bulletin('Cảnh báo lũ quét', flood, true, now() - 31 * day), class: 'emergency' });
    for (const commune of places.communes) {
      const { morning, afternoon } = this.programmesOf(commune.id);
      this.programmes.push(
        this.#programme(morning, 0, commune.id, '05:30', true),
        this.#programme(afternoon, 1, commune.id, '17:00', true),
      );
    }
    const first = places.communes[1];
    if (first)
      this.programmes.push(this.#programme(seededUlid('programme', first.id, 'pending'), 3, first.id, '17:20', false));
    if (first) this.#startRelay(first.id);
  }

  programmesOf(commune: string): { morning: string; afternoon: string } {
    return {
      morning: seededUlid('programme', commune, 'morning'),
      afternoon: seededUlid('programme', commune, 'afternoon'),
    };
  }

  addRecording(title: string, durationMs: number, at: number): Recording {
    const recording: Recording = {
      sha256: seededSha256('recording', title),
      title,
      durationMs,
      loudnessBefore: -23.4,
      loudnessAfter: -16.1,
      format: 'mp3',
      bytes: durationMs * 4,
      opus: seededSha256('opus', title),
      mp3: seededSha256('mp3', title),
      uploadedBy: CREATOR.id,
      uploadedAt: at,
    };
    this.recordings.unshift(recording);
    return recording;
  }

  addBulletin(
    input: Pick<Bulletin, 'title' | 'recording' | 'class' | 'field' | 'genre'>,
    by: { id: string; name: string },
  ): Bulletin {
    const recording = this.recordings.find((one) => one.sha256 === input.recording);
    const base = this.#bulletin(
      input.title,
      recording ?? this.addRecording(input.title, 60_000, this.#now()),
      false,
      this.#now(),
    );
    const bulletin = {
      ...base,
      id: seededUlid('new bulletin', this.bulletins.length),
      class: input.class,
      field: input.field,
      ...(input.genre ? { genre: input.genre } : {}),
      createdBy: by.id,
      createdByName: by.name,
    };
    this.bulletins.unshift(bulletin);
    return bulletin;
  }

  addProgramme(input: ProgrammeInput, by: { id: string; name: string; area: string }): Programme {
    const { exception: _, ...said } = input;
    const programme: Programme = {
      ...this.#programme(seededUlid('new programme', this.programmes.length), 0, '', '00:00', false),
      ...said,
      area: input.area ?? by.area,
      createdBy: by.id,
      createdByName: by.name,
    };
    this.programmes.unshift(programme);
    return programme;
  }

  approve(item: { state: string; contentHash: string }, by: { id: string; name: string }): void {
    Object.assign(item, {
      state: 'approved',
      approval: { by: by.id, byName: by.name, at: this.#now(), contentHash: item.contentHash },
    });
  }

  /** By the gateway's own rule. */
  preview(area: string, from: string, to: string): PreviewItem[] {
    const slots = slotsOf(
      this.programmes.filter((one) => one.state !== 'cancelled'),
      this.bulletins,
      this.recordings,
    );
    const heard = new Map(this.#places.hamlets.map((one): [string, Heard] => [one.id, this.#heardIn(one)]));
    const hamletsOf = ({ targets }: Targeted) =>
      this.#hamlets({ targets })
        .filter((one) => this.#within(one.id, area))
        .flatMap((one) => heard.get(one.id) ?? []);
    return previewFrom(slots, hamletsOf, this.silences, { from: startOfDay(from), to: startOfDay(to) + 86_400_000 });
  }

  #heardIn(hamlet: { id: string; parent?: string | undefined }): Heard {
    const nodes = this.#places.nodes.filter((one) => one.hamlet === hamlet.id);
    const online = nodes.filter((one) => one.presence === 'online').length;
    return { id: hamlet.id, parent: hamlet.parent ?? '', nodes: nodes.length, online };
  }

  runs(from: number, to: number, area: string): RunSummary[] {
    const until = Math.min(to, this.#now());
    const past = this.programmes.flatMap((programme) => {
      if (programme.state !== 'approved' || !this.#reaches(programme, area)) return [];
      return eventsOf(programme.recurrence, from, until).map((event) => summary(this.#past(programme, event)));
    });
    const live = [...this.#live.values()].filter(
      (run) =>
        run.dueAt >= from && run.dueAt < to && run.deliveries.some((delivery) => this.#within(delivery.hamlet, area)),
    );
    return [...past, ...live.map(summary)].sort((a, b) => b.dueAt - a.dueAt);
  }

  run(id: string): Run | undefined {
    const live = this.#live.get(id);
    if (live) return live;
    const [programme, at] = id.split('@');
    const known = this.programmes.find((one) => one.id === programme);
    const event = known && at ? eventAt(known.recurrence, Number(at)) : undefined;
    return known && event && this.#past(known, event);
  }

  onAir(): Run[] {
    return [...this.#live.values()].filter((run) => run.state === 'on-air');
  }

  playNow(title: string, durationMs: number, areas: readonly string[]): Run {
    const nodes = this.#places.nodes.filter((node) => areas.some((area) => this.#within(node.hamlet, area)));
    const run: Run = finish({
      id: seededUlid('run', title, this.#live.size),
      title,
      class: 'normal',
      level: 'commune',
      dueAt: this.#now(),
      durationMs,
      state: 'on-air',
      contents: [{ sha256: seededSha256('recording', title), title, durationMs }],
      deliveries: nodes.map((node) => ({
        node: node.id,
        code: node.code,
        place: node.place,
        hamlet: node.hamlet,
        hamletName: node.hamletName,
        horns: node.horns,
        state: 'sent',
        expectedMs: durationMs,
      })),
    });
    this.#live.set(run.id, run);
    return run;
  }

  /** A live run after some of its nodes reported. */
  report(run: string, changes: readonly (Partial<Delivery> & { node: string; state: Delivery['state'] })[]): void {
    const known = this.#live.get(run);
    if (!known) return;
    const byNode = new Map(changes.map((change) => [change.node, change]));
    this.#live.set(
      run,
      finish({
        ...known,
        deliveries: known.deliveries.map((delivery) => ({ ...delivery, ...byNode.get(delivery.node) })),
      }),
    );
  }

  stop(run: string | undefined): number {
    const stopped = this.onAir().filter((one) => run === undefined || one.id === run);
    for (const one of stopped) this.#live.set(one.id, { ...one, state: 'ended' });
    return stopped.reduce((sum, one) => sum + one.nodes, 0);
  }

  #startRelay(commune: string): void {
    const run = this.playNow('Tiếp âm VOV1', 1_800_000, [commune]);
    this.#live.delete(run.id);
    const dueAt = instantAt(dayOf(this.#now()), '06:00');
    this.#live.set(
      run.id,
      finish({
        ...run,
        dueAt,
        level: 'province',
        deliveries: run.deliveries.map((delivery) => ({ ...delivery, state: 'playing', startedAt: dueAt + 140 })),
      }),
    );
  }

  #past(programme: Programme, event: Occurrence): Run {
    const { at, startAt: dueAt } = event;
    const nodes = this.#places.nodes.filter((node) =>
      this.#hamlets(programme).some((hamlet) => hamlet.id === node.hamlet),
    );
    const deliveries = nodes.map((node): Delivery => {
      const base = {
        node: node.id,
        code: node.code,
        place: node.place,
        hamlet: node.hamlet,
        hamletName: node.hamletName,
        horns: node.horns,
        expectedMs: programme.durationMs,
      };
      const played = {
        startedAt: dueAt + 90 + Math.floor(chance('start', node.id, dueAt) * 160),
        playedMs: programme.durationMs,
        receivedAt: dueAt + programme.durationMs + 900,
        evidence: 1_000,
        heardBy: node.sensor ?? 'none',
      };
      const character = this.#places.characters.get(node.hamlet);
      const dice = chance('delivery', node.id, dueAt);
      if (character === 'dark' && node.presence === 'offline') return { ...base, state: 'unknown' };
      if (character === 'mute' && dice < 0.6) return { ...base, ...played, state: 'full', heard: false, heardMs: 0 };
      if (dice > 0.985) return { ...base, state: 'missed', reason: 'no-power' };
      if (dice > 0.97)
        return {
          ...base,
          ...played,
          state: 'partial',
          playedMs: Math.round(programme.durationMs * 0.4),
          reason: 'restarted',
          heard: true,
        };
      return { ...base, ...played, state: 'full', heard: true, heardMs: programme.durationMs };
    });
    return finish({
      id: runIdOf(programme.id, event),
      ...(at === dueAt ? {} : { originalAt: at }),
      title: programme.title,
      programme: programme.id,
      class: programme.class,
      level: programme.level,
      dueAt,
      durationMs: programme.durationMs,
      state: 'ended',
      contents: [
        {
          sha256: seededSha256('recording', programme.title),
          title: programme.title,
          durationMs: programme.durationMs,
        },
      ],
      deliveries,
    });
  }

  #hamlets(programme: Targeted) {
    return this.#places.hamlets.filter((hamlet) =>
      programme.targets.some((target) => 'area' in target && this.#within(hamlet.id, target.area)),
    );
  }

  #reaches(programme: Programme, area: string): boolean {
    return this.#hamlets(programme).some((hamlet) => this.#within(hamlet.id, area));
  }

  #within(hamlet: string, area: string): boolean {
    const found = this.#places.hamlets.find((one) => one.id === hamlet);
    return area === this.#places.province.id || area === hamlet || found?.parent === area;
  }

  #bulletin(title: string, recording: Recording, approved: boolean, at: number): Bulletin {
    const contentHash = seededSha256('content', title);
    return {
      id: seededUlid('bulletin', title),
      title,
      class: 'normal',
      field: 'general',
      language: 'vi',
      recording: recording.sha256,
      durationMs: recording.durationMs,
      // One is the province's, for its campaigns; the others are of the commune whose operator changes them.
      area: title === TITLES[2][0] ? this.#places.province.id : (this.#places.communes[1]?.id ?? ''),
      state: approved ? 'approved' : 'pending',
      contentHash,
      ...(approved ? { approval: { by: APPROVER.id, byName: APPROVER.name, at, contentHash } } : {}),
      createdBy: CREATOR.id,
      createdByName: CREATOR.name,
      createdAt: at,
    };
  }

  #programme(id: string, title: number, commune: string, time: string, approved: boolean): Programme {
    const [name, durationMs] = TITLES[title] ?? TITLES[0];
    const contentHash = seededSha256('programme content', id);
    return {
      id,
      title: name,
      bulletins: [seededUlid('bulletin', name)],
      targets: [{ area: commune }],
      recurrence: { from: '2026-08-01', times: [time], weekdays: [1, 2, 3, 4, 5, 6], except: [] },
      class: 'normal',
      level: 'commune',
      resume: 'resume',
      durationMs,
      registered: true,
      area: commune,
      state: approved ? 'approved' : 'pending',
      contentHash,
      ...(approved ? { approval: { by: APPROVER.id, byName: APPROVER.name, at: this.#now(), contentHash } } : {}),
      createdBy: CREATOR.id,
      createdByName: CREATOR.name,
      createdAt: this.#now() - 90 * 86_400_000,
    };
  }
}

function finish(run: Omit<Run, 'nodes' | 'counts' | 'heard'>): Run {
  return {
    ...run,
    nodes: run.deliveries.length,
    counts: countStates(run.deliveries),
    heard: run.deliveries.filter(heardWhole).length,
  };
}

function summary({ contents: _contents, deliveries: _deliveries, ...rest }: Run): RunSummary {
  return rest;
}
