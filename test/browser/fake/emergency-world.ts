import type { Delivery, Run } from '../../../protocol/api/broadcast.ts';
import type {
  Drill,
  DrillInput,
  Emergency,
  EmergencyContact,
  EmergencyDetail,
  EmergencyEvent,
  EmergencyInput,
  EmergencyTemplate,
  StopProgress,
} from '../../../protocol/api/emergency.ts';
import type { BroadcastWorld } from './broadcast-world.ts';
import type { Person } from './people-world.ts';
import type { Places } from './places.ts';
import { seededSha256, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

const SIREN_MS = 5_000;
const LIVE: readonly (readonly [EmergencyEvent, string, string])[] = [
  ['flood', 'Lũ, lũ quét', 'Khẩn cấp. Lũ đang về. Bà con ở vùng thấp lên chỗ cao ngay.'],
  ['discharge', 'Xả lũ', 'Khẩn cấp. Hồ chứa sắp xả lũ. Bà con ven sông rời khỏi bờ ngay.'],
  ['storm', 'Bão', 'Khẩn cấp. Bão sắp vào. Bà con ở trong nhà chắc chắn, không ra đường.'],
  ['fire', 'Cháy', 'Khẩn cấp. Có cháy lớn. Bà con gần đó rời nhà, giúp người già và trẻ nhỏ.'],
  ['landslide', 'Sạt lở', 'Khẩn cấp. Có nguy cơ sạt lở. Bà con dưới sườn núi rời đi ngay.'],
  ['epidemic', 'Dịch bệnh', 'Khẩn cấp. Có dịch bệnh. Bà con ở nhà và chờ hướng dẫn của trạm y tế.'],
];
const DRILLS: readonly (readonly [EmergencyEvent, string, string])[] = [
  ['flood', 'Diễn tập phòng chống lũ', 'Đây là diễn tập. Bà con nghe còi, chưa phải rời nhà. Đây là diễn tập.'],
  ['storm', 'Diễn tập phòng chống bão', 'Đây là diễn tập. Bà con kiểm tra cửa và mái nhà. Đây là diễn tập.'],
];

interface Raised {
  readonly input: EmergencyInput;
  readonly base: Omit<Emergency, 'state' | 'heard' | 'confirmed' | 'silent' | 'offline' | 'nodes'>;
  ended?: 'cleared' | 'cancelled' | 'retracted';
}

/** Emergencies, drills and stops, with nodes that answer: all that are online but the deaf one. */
export class EmergencyWorld {
  readonly templates: EmergencyTemplate[];
  readonly contacts: (EmergencyContact & { area: string })[];
  readonly drills: Drill[] = [];
  /** What left for the nodes, in order. */
  readonly commands: { kind: string; id: string; status?: string }[] = [];
  /** Codes of nodes that never answer a stop or an emergency although they are online. */
  readonly deaf = new Set<string>();
  readonly #raised = new Map<string, Raised>();
  readonly #asked = new Map<string, { input: EmergencyInput; person: Person }>();
  readonly #stops = new Map<string, { at: number; deliveries: Delivery[] }>();
  readonly #places: Places;
  readonly #broadcast: BroadcastWorld;
  readonly #now: () => number;

  constructor(places: Places, broadcast: BroadcastWorld, now: () => number) {
    this.#places = places;
    this.#broadcast = broadcast;
    this.#now = now;
    this.contacts = [
      {
        ...{ name: 'Trực ban tỉnh', role: 'Ban chỉ huy PCTT tỉnh', telephone: '0238 3844 115' },
        area: places.province.id,
      },
      {
        ...{ name: 'Lê Văn Tám', role: 'Trưởng xóm Đông', telephone: '0912 000 115' },
        area: places.communes[1]?.id ?? '',
      },
    ];
    const template =
      (status: Emergency['status']) =>
      ([event, title, text]: readonly [EmergencyEvent, string, string]): EmergencyTemplate => ({
        id: seededUlid('template', title),
        status,
        event,
        title,
        text,
        recording: seededSha256('recording', 'Cảnh báo lũ quét'),
        durationMs: 9_000,
        area: places.province.id,
        shipped: true,
      });
    this.templates = [...LIVE.map(template('actual')), ...DRILLS.map(template('exercise'))];
  }

  communesOf(input: EmergencyInput): string[] {
    const nodes = this.#nodesOf(input);
    return [...new Set(nodes.map((node) => node.communeName))];
  }

  ask(id: string, input: EmergencyInput, person: Person): void {
    this.#asked.set(id, { input, person });
  }

  /** The second person said yes: what was asked sounds. */
  confirmed(confirmation: string): string | undefined {
    const asked = this.#asked.get(confirmation);
    return asked && this.raise(asked.input, asked.person).id;
  }

  raise(input: EmergencyInput, person: Person): Emergency {
    const before = [...this.#raised.values()].find((one) => one.input.key === input.key);
    if (before) return this.#tell(before);
    const template = this.templates.find((one) => one.id === input.template);
    if (template && template.status !== input.status) throw new Refusal(422, 'wrong-status');
    const areas = input.targets.flatMap((target) => ('area' in target ? [target.area] : []));
    const title = template?.title ?? (input.text ? 'Lời tự gõ' : 'Bản ghi âm');
    const text = template?.text ?? input.text;
    const run = this.#broadcast.playNow(title, (input.forMinutes ?? 10) * 60_000, areas);
    Object.assign(run, { class: 'emergency' });
    const now = this.#now();
    const raised: Raised = {
      input,
      base: {
        id: run.id,
        run: run.id,
        status: input.status,
        event: template?.event ?? input.event ?? 'other',
        title,
        ...(text ? { text } : {}),
        area: areas[0] ?? '',
        areaNames: areas.map((area) => this.#nameOf(area)),
        hamlets: new Set(run.deliveries.map((one) => one.hamlet)).size,
        startedAt: now,
        speaksAt: now + SIREN_MS,
        expiresAt: now + (input.forMinutes ?? 10) * 60_000,
        byName: person.name,
        ...(input.orderedBy ? { orderedBy: input.orderedBy } : {}),
        ...(input.status === 'actual' ? { review: { dueAt: now + 24 * 3_600_000 } } : {}),
      },
    };
    this.#raised.set(run.id, raised);
    this.commands.push({ kind: 'emergency', id: run.id, status: input.status });
    const drill = this.drills.find((one) => one.id === input.drill);
    if (drill) drill.emergency = run.id;
    return this.#tell(raised);
  }

  /** Those whose sound is on: what the nodes that hear the command say within a second. */
  answers(id: string): (Partial<Delivery> & { node: string; state: 'playing' })[] {
    const run = this.#broadcast.run(id);
    return (run?.deliveries ?? [])
      .filter((one) => this.#online(one.node) && !this.deaf.has(one.code))
      .map((one) => ({ node: one.node, state: 'playing', startedAt: this.#now(), heard: true }));
  }

  list(area: string): Emergency[] {
    return [...this.#raised.values()]
      .filter((one) => this.#run(one).deliveries.some((delivery) => this.#within(delivery.hamlet, area)))
      .map((one) => this.#tell(one))
      .sort((a, b) => b.startedAt - a.startedAt);
  }

  detail(id: string): EmergencyDetail {
    const raised = this.#known(id);
    const deliveries = this.#run(raised)
      .deliveries.map((one) => ({ ...one, online: this.#online(one.node), confirmed: CONFIRMED.includes(one.state) }))
      .sort((a, b) => Number(a.confirmed) - Number(b.confirmed));
    const hamlets = [...new Set(deliveries.map((one) => one.hamlet))];
    return {
      ...this.#tell(raised),
      deliveries,
      byHamlet: hamlets.map((hamlet) => {
        const own = deliveries.filter((one) => one.hamlet === hamlet);
        return {
          hamlet,
          name: own[0]?.hamletName ?? '',
          nodes: own.length,
          confirmed: own.filter((one) => one.confirmed).length,
          heard: own.filter((one) => one.heard === true).length,
        };
      }),
    };
  }

  end(id: string, how: 'cleared' | 'cancelled' | 'retracted', person: Person): Emergency {
    const raised = this.#known(id);
    const { state } = this.#tell(raised);
    if (how === 'cancelled' && state !== 'siren') throw new Refusal(409, 'already-spoken');
    if (state !== 'siren' && state !== 'speaking') throw new Refusal(409, 'emergency-over');
    raised.ended = how;
    Object.assign(raised.base, { endedAt: this.#now(), endedByName: person.name });
    this.#silence(id);
    this.commands.push({ kind: how, id });
    return this.#tell(raised);
  }

  review(id: string, note: string, person: Person): Emergency {
    const raised = this.#known(id);
    if (raised.base.byName === person.name) throw new Refusal(403, 'own-item');
    if (raised.base.review) Object.assign(raised.base.review, { at: this.#now(), byName: person.name, note });
    return this.#tell(raised);
  }

  /** Words that left the loudspeakers: none while it was cancelled in its siren. */
  spoken(id: string): boolean {
    const { base, ended } = this.#known(id);
    return ended !== 'cancelled' && (base.endedAt ?? this.#now()) >= base.speaksAt;
  }

  addDrill(input: DrillInput, person: Person): Drill {
    const drill: Drill = {
      ...input,
      id: seededUlid('drill', this.drills.length, input.title),
      area: input.area ?? person.areas[0] ?? '',
      byName: person.name,
    };
    this.drills.push(drill);
    return drill;
  }

  drillList(): Drill[] {
    return this.drills
      .map((drill) => {
        if (!drill.emergency) return drill;
        const { byHamlet } = this.detail(drill.emergency);
        return {
          ...drill,
          result: { hamlets: byHamlet.length, heard: byHamlet.filter((one) => one.heard === one.nodes).length },
        };
      })
      .sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  stop(run: string | undefined): { command: string; nodes: number } {
    const stopped = this.#broadcast.onAir().filter((one) => (run ? one.id === run : !this.#raised.has(one.id)));
    const command = seededUlid('stop', this.#stops.size);
    const deliveries = stopped.flatMap((one) => one.deliveries);
    for (const one of stopped) this.#silence(one.id);
    this.#stops.set(command, { at: this.#now(), deliveries });
    this.commands.push({ kind: 'stop', id: command });
    return { command, nodes: deliveries.length };
  }

  /** Half of the nodes are silent after 300 ms, all that hear within 900 ms. */
  stopProgress(command: string): StopProgress {
    const stop = this.#stops.get(command);
    if (!stop) throw new Refusal(404, 'not-found');
    const since = this.#now() - stop.at;
    const hearing = stop.deliveries.filter((one) => this.#online(one.node) && !this.deaf.has(one.code));
    const silent = since < 300 ? [] : since < 900 ? hearing.slice(0, hearing.length / 2) : hearing;
    const open = stop.deliveries
      .filter((one) => !silent.includes(one))
      .map((one) => {
        const node = this.#places.nodes.find((other) => other.id === one.node);
        return {
          node: one.node,
          code: one.code,
          hamletName: one.hamletName,
          online: this.#online(one.node),
          ...(node?.lastSeenAt === undefined ? {} : { lastSeenAt: node.lastSeenAt }),
        };
      })
      .sort((a, b) => Number(b.online) - Number(a.online));
    return {
      command,
      at: stop.at,
      nodes: stop.deliveries.length,
      silent: silent.length,
      ...(silent.length > 0 ? { tookMs: Math.min(since, 900) } : {}),
      open,
    };
  }

  /** The run is over, and what sounded says how far it came. */
  #silence(id: string): void {
    const run = this.#broadcast.run(id);
    if (!run) return;
    this.#broadcast.stop(id);
    this.#broadcast.report(
      id,
      run.deliveries
        .filter((one) => one.state === 'playing')
        .map((one) => ({
          node: one.node,
          state: 'partial',
          reason: 'stopped',
          playedMs: this.#now() - (one.startedAt ?? run.dueAt),
          receivedAt: this.#now(),
          heard: true,
        })),
    );
  }

  #tell(raised: Raised): Emergency {
    const { base, ended } = raised;
    const { deliveries } = this.#run(raised);
    const now = this.#now();
    const running = now < base.speaksAt ? 'siren' : now < base.expiresAt ? 'speaking' : 'expired';
    const open = deliveries.filter((one) => !CONFIRMED.includes(one.state));
    return {
      ...base,
      state: ended ?? running,
      nodes: deliveries.length,
      heard: deliveries.filter((one) => one.heard === true).length,
      confirmed: deliveries.length - open.length,
      silent: open.filter((one) => this.#online(one.node)).length,
      offline: open.filter((one) => !this.#online(one.node)).length,
    };
  }

  #run({ base }: Raised): Run {
    const run = this.#broadcast.run(base.run);
    if (!run) throw new Error('an emergency lost its run');
    return run;
  }

  #known(id: string): Raised {
    const raised = this.#raised.get(id);
    if (!raised) throw new Refusal(404, 'not-found');
    return raised;
  }

  #nodesOf(input: EmergencyInput) {
    return this.#places.nodes.filter((node) =>
      input.targets.some((target) => ('area' in target ? this.#within(node.hamlet, target.area) : false)),
    );
  }

  #nameOf(area: string): string {
    const { province, communes, hamlets } = this.#places;
    return [province, ...communes, ...hamlets].find((one) => one.id === area)?.name ?? '';
  }

  #online(node: string): boolean {
    return this.#places.nodes.find((one) => one.id === node)?.presence === 'online';
  }

  #within(hamlet: string, area: string): boolean {
    const found = this.#places.hamlets.find((one) => one.id === hamlet);
    return area === this.#places.province.id || area === hamlet || found?.parent === area;
  }
}

const CONFIRMED: readonly string[] = ['playing', 'full', 'partial'];
