import type { AssetDue, Case, CaseEvent, CaseStep, Maintenance, Repair, Repairs } from '../../../protocol/api/cases.ts';
import type { Fault, Incident, Parent } from '../../../protocol/api/faults.ts';
import { type CaseState, type FaultKind, SEVERITY_OF } from '../../../protocol/faults.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import type { Person } from './people-world.ts';
import type { Places } from './places.ts';
import { chance, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KINDS: readonly FaultKind[] = [
  ...([
    'mains-lost',
    'mute',
    'network-lost',
    'line-open',
    'amplifier',
    'not-heard',
    'weak-signal',
    'on-battery',
  ] as const),
  ...(['line-short', 'storage-full', 'clock-wrong', 'playback-error', 'never-heard', 'reported', 'too-hot'] as const),
];
/** From which states a step leads on; a note may always be written. */
const FROM: Record<Exclude<CaseStep['kind'], 'note' | 'assigned'>, readonly CaseState[]> = {
  acknowledged: ['new'],
  resolved: ['new', 'acknowledged'],
  closed: ['resolved'],
  reopened: ['resolved', 'closed'],
  confirmed: ['resolved', 'closed'],
};
const AFTER: Partial<Record<CaseStep['kind'], CaseState>> = {
  ...{ acknowledged: 'acknowledged', resolved: 'resolved', closed: 'closed', reopened: 'new' },
} as const;

type Kept = Case & { events: CaseEvent[] };

/** What is broken, who repairs it, and when loudspeakers may rest: 40 repairs with one mast of 30, 60 closed cases, 12 slips. */
export class CaseWorld {
  readonly cases: Kept[] = [];
  /** Of the repairs, by effect: ids of cases. */
  readonly order: string[] = [];
  readonly gains = new Map<string, Repair['gains']>();
  readonly incidents = new Map<string, Incident>();
  readonly slips: Maintenance[] = [];
  readonly due: AssetDue[] = [];
  readonly parents: Parent[] = [];
  readonly faults: Fault[] = [];
  /** Keys of all steps that came in, also a second time. */
  readonly sent: string[] = [];
  /** So many answers get lost on the way, after the step was kept. */
  loseAnswers = 0;
  readonly #keys = new Map<string, Kept>();
  readonly #places: Places;
  readonly #now: () => number;
  #counted = 0;

  constructor(places: Places, now: () => number) {
    this.#places = places;
    this.#now = now;
    this.fill(40);
    for (let nth = 0; nth < 60; nth++) this.#addClosed(nth);
    for (let nth = 0; nth < 12; nth++) this.#addSlip(nth);
    for (let nth = 0; nth < 9; nth++) this.#addDue(nth);
    this.#addOtherFaults();
    this.sent.length = 0;
  }

  /** So many open cases, the best first: the second row is a mast with 30 nodes, the first two bring a hamlet each. */
  fill(count: number): void {
    for (let nth = this.order.length; nth < count; nth++) {
      const made = nth === 2 ? this.#addMast() : this.#addOpen(nth);
      this.order.push(made.id);
      if (nth < 2 || (nth > 2 && nth < 8)) this.gains.set(made.id, [this.#gain(made, nth)]);
    }
  }

  repairs(
    within: (hamlet: string) => boolean,
    order: string,
    here: { latitude: number; longitude: number } | undefined,
  ) {
    const cases = this.order.flatMap((id) => this.cases.find((one) => one.id === id) ?? []);
    const open = cases.filter(
      (one) => one.state !== 'closed' && one.state !== 'resolved' && this.#isWithin(one, within),
    );
    if (order === 'newest') open.sort((a, b) => b.since - a.since);
    const far = (one: Case) =>
      here && one.latitude !== undefined && one.longitude !== undefined
        ? Math.hypot(one.latitude - here.latitude, one.longitude - here.longitude) * 111_000
        : undefined;
    if (order === 'near') open.sort((a, b) => (far(a) ?? 1e9) - (far(b) ?? 1e9));
    const gains = open.map(({ id }) => (this.gains.get(id) ?? []).filter(({ met }) => met !== undefined).length);
    const first = gains.indexOf(0);
    const nodes = this.#places.nodes.filter(({ hamlet }) => within(hamlet));
    const [year, month] = dayOf(this.#now()).split('-').map(Number);
    const quarter = Math.ceil((month ?? 1) / 3);
    return {
      at: this.#now(),
      periodTitle: `Quý ${['I', 'II', 'III', 'IV'][quarter - 1]}/${year}`,
      from: `${year}-${String(quarter * 3 - 2).padStart(2, '0')}-01`,
      to: `${year}-12-31`,
      first: Math.max(0, first),
      hamlets: gains.slice(0, Math.max(0, first)).reduce((sum, n) => sum + n, 0),
      kept: 0,
      items: open.slice(0, 200).map(({ events: _, ...one }, index): Repair => {
        const metres = far(one);
        const incident = one.incident ? this.incidents.get(one.incident) : undefined;
        return {
          ...{ rank: index + 1, case: one, gains: this.gains.get(one.id) ?? [] },
          ...(incident ? { incident } : {}),
          ...(metres === undefined ? {} : { distanceM: Math.round(metres) }),
        };
      }),
      left: Math.max(0, open.length - 200),
      nodes: {
        total: nodes.length,
        working: Math.max(0, nodes.length - open.reduce((sum, one) => sum + one.nodes, 0)),
      },
    } satisfies Repairs;
  }

  listed(within: (hamlet: string) => boolean, state: string): Case[] {
    const fits = (one: Case) =>
      state === 'all' || (state === 'open' ? one.state === 'new' || one.state === 'acknowledged' : one.state === state);
    return this.cases
      .filter((one) => fits(one) && this.#isWithin(one, within))
      .map(({ events: _, ...one }) => one)
      .sort((a, b) => b.since - a.since);
  }

  /** As the gateway: the same key answers as the first time, a step that the state does not allow is refused. */
  step(id: string, step: CaseStep, by: Person): Kept {
    this.sent.push(step.key);
    const known = this.#keys.get(step.key);
    if (known) return known;
    const one = this.cases.find((other) => other.id === id);
    if (!one) throw new Refusal(404, 'no-case');
    if (step.kind !== 'note' && step.kind !== 'assigned' && !FROM[step.kind].includes(one.state))
      throw new Refusal(409, 'case-state', { state: one.state });
    const who = { at: this.#now(), by: by.id, byName: by.name };
    one.state = AFTER[step.kind] ?? one.state;
    if (step.kind === 'acknowledged') Object.assign(one, { acknowledged: who, assignee: by.id, assigneeName: by.name });
    if (step.kind === 'closed') one.closed = who;
    if (step.kind === 'confirmed') one.confirmed = who;
    if (step.kind === 'reopened') one.reopened += 1;
    if (step.kind === 'resolved') {
      const { cause, measure, parts, costVnd, workMinutes, soundHeard } = step;
      Object.assign(one, { resolved: who, cause, measure, parts, costVnd, workMinutes, soundHeard });
    }
    one.photos.push(...step.photos);
    one.version += 1;
    one.events.push(this.#event(step.key, step.kind, who, step.note, step.happenedAt, step.photos));
    this.#keys.set(step.key, one);
    return one;
  }

  report(
    input: { key: string; hamlet: string; node?: string | undefined; note: string; reporter: string; photos: string[] },
    by: Person,
  ): Kept {
    this.sent.push(input.key);
    const known = this.#keys.get(input.key);
    if (known) return known;
    const made = this.#add(
      { kind: 'reported', since: this.#now(), reporter: input.reporter, photos: input.photos },
      this.#places.nodes.find(({ id, hamlet }) => (input.node ? id === input.node : hamlet === input.hamlet)),
      by,
    );
    if (!input.node) {
      delete made.node;
      delete made.nodeCode;
    }
    made.events.push(this.#event(input.key, 'note', made.opened, input.note, this.#now(), []));
    this.order.push(made.id);
    this.#keys.set(input.key, made);
    return made;
  }

  /** A period that somebody closed: no slip begins before its end. */
  closedUntil = 0;

  slip(
    input: Pick<Maintenance, 'areas' | 'nodes' | 'from' | 'to' | 'reason' | 'note'> & {
      key: string;
      askExcusal: boolean;
    },
    by: Person,
  ): Maintenance {
    const known = this.slips.find(({ id }) => id === input.key);
    if (known) return known;
    if (input.to < this.#now() - 30 * DAY_MS || input.from < this.closedUntil) throw new Refusal(409, 'period-closed');
    const nodes = this.#places.nodes.filter(({ id, hamlet, commune }) =>
      [id, hamlet, commune].some((one) => input.nodes.includes(one) || input.areas.includes(one)),
    );
    const made: Maintenance = {
      ...{ id: input.key, areas: input.areas, nodes: input.nodes, from: input.from, to: input.to },
      title:
        nodes.length === 1 ? (nodes[0]?.code ?? '') : `${nodes[0]?.hamletName ?? ''}, ${nodes[0]?.communeName ?? ''}`,
      ...{ state: 'planned', reason: input.reason, note: input.note },
      created: { at: this.#now(), by: by.id, byName: by.name },
      ...{ excusal: input.askExcusal ? 'asked' : 'none', nodeCount: nodes.length, version: 1 },
      sessions: this.#sessions(nodes[0], input.from, input.to),
    };
    this.slips.unshift(made);
    return made;
  }

  moveSlip(id: string, kind: string, by: Person): Maintenance {
    const slip = this.slips.find((one) => one.id === id);
    if (!slip) throw new Refusal(404, 'no-maintenance');
    const who = { at: this.#now(), by: by.id, byName: by.name };
    if (kind === 'approve-excusal' && slip.created.by === by.id) throw new Refusal(403, 'own-item');
    if (kind === 'start') Object.assign(slip, { state: 'active', startedAt: who.at });
    if (kind === 'finish') Object.assign(slip, { state: 'done', endedAt: who.at });
    if (kind === 'cancel') slip.state = 'cancelled';
    if (kind === 'ask-excusal') slip.excusal = 'asked';
    if (kind === 'approve-excusal') Object.assign(slip, { excusal: 'approved', excusalBy: who });
    if (kind === 'refuse-excusal') Object.assign(slip, { excusal: 'refused', excusalBy: who });
    slip.version += 1;
    return slip;
  }

  #isWithin(one: Case, within: (hamlet: string) => boolean): boolean {
    return within(one.hamlet ?? one.commune);
  }

  #addOpen(nth: number): Kept {
    const node = this.#places.nodes[(nth * 7 + 14) % this.#places.nodes.length];
    const kind = KINDS[nth % KINDS.length] ?? 'mute';
    const since = nth === 0 ? instantAt(dayOf(this.#now()), '05:42') : this.#now() - (nth + 1) * 5 * HOUR_MS;
    const made = this.#add({ kind, since }, node);
    if (nth % 5 === 1) this.step(made.id, this.#did('acknowledged', nth), TUAN);
    return made;
  }

  #addMast(): Kept {
    const under = this.#places.nodes.slice(42, 72);
    const [node] = under;
    const since = this.#now() - 26 * 60_000;
    const made = this.#add({ kind: 'network-lost', since, nodes: under.length }, node);
    for (const field of ['node', 'nodeCode', 'place', 'hamlet', 'hamletName', 'keeper'] as const) delete made[field];
    const incident: Incident = {
      ...{ id: seededUlid('incident', 1), kind: 'uplink', cause: 'network-lost', severity: 'critical' },
      ...{ name: 'Trạm BTS Yên Mã', area: made.commune, areaName: made.communeName, since },
      ...{ nodes: under.length, hamlets: new Set(under.map(({ hamlet }) => hamlet)).size, case: made.id },
      ...{ codes: under.map(({ code }) => code), caseState: 'new' },
    };
    this.incidents.set(incident.id, incident);
    return Object.assign(made, { incident: incident.id, incidentName: incident.name });
  }

  #addClosed(nth: number): void {
    const node = this.#places.nodes[(nth * 11 + 3) % this.#places.nodes.length];
    const since = this.#now() - (nth + 3) * 2 * DAY_MS;
    const made = this.#add({ kind: KINDS[nth % 9] ?? 'mute', since, faultUntil: since + 9 * HOUR_MS }, node);
    const at = since + 9 * HOUR_MS;
    const who = { at, by: TUAN.id, byName: TUAN.name };
    const cause = (['breaker', 'sim', 'line', 'horn', 'amplifier'] as const)[nth % 5];
    Object.assign(made, {
      ...{ state: nth % 6 === 0 ? 'resolved' : 'closed', acknowledged: who, resolved: who, assigneeName: TUAN.name },
      ...(nth % 6 === 0 ? {} : { closed: who }),
      ...{ cause, measure: 'Thay và kiểm tra lại', parts: '1 bộ nguồn 12 V', costVnd: 350_000, workMinutes: 45 },
      ...{ soundHeard: true },
    });
    for (const kind of ['acknowledged', 'resolved'] as const)
      made.events.push(this.#event(seededUlid('closed', nth, kind), kind, who, '', at, []));
  }

  #add(more: Partial<Case> & Pick<Case, 'kind' | 'since'>, node = this.#places.nodes[0], by = SYSTEM): Kept {
    if (!node) throw new Error('the fake world has no node');
    const nth = ++this.#counted;
    const opened = { at: more.since + 90_000, by: by.id, byName: by.name };
    const made: Kept = {
      ...{ id: seededUlid('case', nth), number: `SC-2026-${String(nth).padStart(4, '0')}`, state: 'new' },
      ...{ severity: SEVERITY_OF[more.kind], node: node.id, nodeCode: node.code, place: node.place, nodes: 1 },
      ...{ hamlet: node.hamlet, hamletName: node.hamletName, commune: node.commune, communeName: node.communeName },
      keeper: { name: ['Lan', 'Hòa', 'Bình'][nth % 3] ?? 'Lan', phone: `0912 345 ${String(600 + nth)}` },
      latitude: Number((18.66 + chance('lat', node.id) / 10).toFixed(5)),
      longitude: Number((105.6 + chance('lon', node.id) / 10).toFixed(5)),
      ...{ opened, reopened: 0, measure: '', parts: '', photos: [], sessionsLost: nth % 4, version: 1 },
      ...more,
      events: [this.#event(seededUlid('opened', nth), 'opened', opened, '', more.since, [])],
    };
    this.cases.push(made);
    return made;
  }

  #event(
    key: string,
    kind: CaseEvent['kind'],
    who: Case['opened'],
    note: string,
    happenedAt: number,
    photos: string[],
  ): CaseEvent {
    return { key, ...who, happenedAt, kind, note, photos };
  }

  #did(kind: 'acknowledged', nth: number): CaseStep {
    return { key: seededUlid('did', kind, nth), kind, happenedAt: this.#now() - HOUR_MS, note: '', photos: [] };
  }

  #gain(one: Case, nth: number): Repair['gains'][number] {
    const today = dayOf(this.#now());
    const hamlet = one.hamlet ?? one.commune;
    const name = one.hamletName ?? one.communeName;
    const now = nth % 2 === 0 ? 'insufficient' : 'not-met';
    return nth < 2
      ? { hamlet, name, now, met: addDays(today, 12), repairBy: addDays(today, 2 + nth) }
      : { hamlet, name, now: 'not-met' };
  }

  #sessions(node: Places['nodes'][number] | undefined, from: number, to: number): Maintenance['sessions'] {
    if (!node) return [];
    const { hamlet, hamletName: name } = node;
    const found: Maintenance['sessions'] = [];
    for (let day = dayOf(from); day <= dayOf(to) && found.length < 40; day = addDays(day, 1))
      for (const [part, at] of [
        ['morning', '05:30'],
        ['afternoon', '17:00'],
      ] as const)
        if (instantAt(day, at) < to && instantAt(day, at) + 30 * 60_000 > from) found.push({ hamlet, name, day, part });
    return found;
  }

  #addSlip(nth: number): void {
    const node = this.#places.nodes[(nth * 5 + 14) % this.#places.nodes.length];
    if (!node) return;
    const day = addDays(dayOf(this.#now()), nth < 4 ? nth + 1 : -nth);
    const [from, to] = [instantAt(day, '16:00'), instantAt(day, '18:00')];
    const active = nth === 4;
    this.slips.push({
      ...{ id: seededUlid('slip', nth), areas: [], nodes: [node.id], title: node.code },
      ...(active ? { from: this.#now() - HOUR_MS, to: this.#now() + 2 * HOUR_MS } : { from, to }),
      state: nth < 4 ? 'planned' : active ? 'active' : nth === 11 ? 'cancelled' : 'done',
      reason: (['power-supply', 'amplifier', 'line', 'preventive'] as const)[nth % 4] ?? 'other',
      ...{
        note: nth === 0 ? 'Thay bộ nguồn 12 V' : '',
        created: { at: from - DAY_MS, by: TUAN.id, byName: TUAN.name },
      },
      ...(active || nth > 4 ? { startedAt: from } : {}),
      ...(nth > 4 ? { endedAt: to } : {}),
      excusal: (['asked', 'none', 'approved', 'refused'] as const)[nth % 4] ?? 'none',
      ...{ nodeCount: 1, sessions: this.#sessions(node, from, to), version: 1 },
    });
  }

  #addDue(nth: number): void {
    const node = this.#places.nodes[(nth * 13 + 15) % this.#places.nodes.length];
    if (!node) return;
    const today = dayOf(this.#now());
    this.due.push({
      ...{
        node: node.id,
        assetNumber: `TS-${100 + nth}`,
        serial: `LX-${8000 + nth}`,
        model: 'LX-60',
        note: '',
        version: 1,
      },
      ...{
        everyMonths: 6,
        nextServiceOn: addDays(today, nth * 4 - 12),
        keeper: { name: 'Lan', phone: '0912 345 678' },
      },
      ...(nth % 3 === 0 ? {} : { servicedOn: addDays(today, nth * 4 - 195) }),
      ...{
        nodeCode: node.code,
        place: node.place,
        hamlet: node.hamlet,
        hamletName: node.hamletName,
        communeName: node.communeName,
        daysLeft: nth * 4 - 12,
      },
    });
  }

  #addOtherFaults(): void {
    const kinds = ['data-budget', 'recalibrate', 'update-failed', 'rotation-unfinished'] as const;
    for (let nth = 0; nth < 22; nth++) {
      const node = this.#places.nodes[(nth * 9 + 17) % this.#places.nodes.length];
      const kind = nth === 21 ? 'licence-expiring' : (kinds[nth % kinds.length] ?? 'data-budget');
      if (!node) continue;
      const since = this.#now() - (nth + 1) * 7 * HOUR_MS;
      this.faults.push({
        ...{
          id: seededUlid('other-fault', nth),
          kind,
          severity: SEVERITY_OF[kind],
          since,
          detectedAt: since,
          count: 1,
          flaps: 0,
        },
        ...(kind === 'licence-expiring' ? {} : { node: node.id, nodeCode: node.code }),
        ...{ hamlet: node.hamlet, hamletName: node.hamletName, communeName: node.communeName },
      });
    }
  }
}

const person = (id: string, name: string): Person => ({
  ...{ id: seededUlid('account', id), username: id, name, role: 'technician', areas: [], disabled: false },
  ...{
    secondFactor: false,
    devices: 0,
    invited: false,
    erased: false,
    recovery: [],
    links: [],
    trusted: [],
    tokens: [],
  },
});
const TUAN = person('technician', 'Phạm Anh Tuấn');
const SYSTEM = { ...person('system', 'LoaXã'), id: 'system' };
