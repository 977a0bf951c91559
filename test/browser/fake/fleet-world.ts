import { mapOf } from '../../../gateway/nodes/node-map.ts';
import type { Node } from '../../../protocol/api/areas.ts';
import type { Asset, Case } from '../../../protocol/api/cases.ts';
import type { Page } from '../../../protocol/api/common.ts';
import type { Fault } from '../../../protocol/api/faults.ts';
import type { DataUseAnswer, NodeCounts, NodeMap, TelemetryAnswer } from '../../../protocol/api/fleet.ts';
import { type FaultKind, NODE_FAULTS, SEVERITY_OF } from '../../../protocol/faults.ts';
import { CLOCK_OFF_MS, fleetMeaning, isInGroup, NODE_GROUPS, type NodeGroup } from '../../../protocol/nodes.ts';
import { TELEMETRY_FIELDS, type TelemetryField } from '../../../protocol/telemetry.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import { foldForSearch, sortKey } from '../../../protocol/vietnamese.ts';
import type { Places } from './places.ts';
import { presenceOf } from './presence-world.ts';
import { chance, seededNode, seededUlid } from './random.ts';

type Query = Readonly<Record<string, string | undefined>>;
const VERSIONS = ['1.4.2', '1.4.2', '1.4.2', '1.4.1', '1.3.9'];

/** The fleet: 252 nodes, or as many as a test wants, with what is wrong, where they stand and what they measured. */
export class FleetWorld {
  readonly #places: Places;
  #nodes: Node[];
  readonly #within: (hamlet: string, area: string) => boolean;
  readonly #now: () => number;
  readonly #assets = new Map<string, Asset>();
  readonly #keys = new WeakMap<Node, string>();
  readonly #sortKeys = new Map<string, string>();

  constructor(places: Places, within: (hamlet: string, area: string) => boolean, now: () => number) {
    this.#places = places;
    this.#within = within;
    this.#now = now;
    this.#nodes = places.nodes;
    for (const node of places.nodes) Object.assign(node, this.#lookOf(node));
  }

  /** Lists more nodes in the hamlets there are, until there are `total`; only the fleet knows of them. */
  grow(total: number): void {
    const { hamlets, communes } = this.#places;
    const nodes = [...this.#nodes];
    const communeOf = new Map(communes.map((one) => [one.id, one]));
    for (let number = nodes.length + 1; number <= total; number++) {
      const hamlet = hamlets[number % hamlets.length];
      const commune = communeOf.get(hamlet?.parent ?? '');
      if (!hamlet || !commune) throw new Error('the fake world has no hamlets');
      const node: Node = {
        ...{ id: seededNode('many', number), hamlet: hamlet.id, hamletName: `Xóm ${hamlet.name}` },
        ...{ commune: commune.id, communeName: commune.name, code: `TL-${number}`, place: `cột ${number % 40}` },
        ...{
          technology: 'ip',
          horns: 3,
          enrolled: number % 97 !== 0,
          presence: number % 31 === 0 ? 'offline' : 'online',
        },
        lastSeenAt: this.#now() - (number % 31 === 0 ? number * 60_000 : number % 30_000),
        ...{ firmware: '1.4.2', rssiDbm: -60 - (number % 45), mainsVolts: 215 + (number % 20), volume: 70 },
      };
      nodes.push(Object.assign(node, this.#lookOf(node)));
    }
    this.#nodes = nodes;
  }

  page(where: string, query: Query): Page<Node> {
    const found = this.list(where, query);
    const { cursor, offset, limit = '50' } = query;
    const from = Number(offset ?? cursor ?? 0);
    const to = from + Number(limit);
    return {
      items: found.slice(from, to),
      total: found.length,
      ...(to < found.length && offset === undefined ? { next: String(to) } : {}),
    };
  }

  list(where: string, query: Query): Node[] {
    const { presence, search = '', group, fault, firmware, technology, sort = 'code' } = query;
    const words = foldForSearch(search).split(' ').filter(Boolean);
    const reached = new Map<string, boolean>();
    const reaches = (hamlet: string) => {
      const known = reached.get(hamlet) ?? this.#within(hamlet, where);
      reached.set(hamlet, known);
      return known;
    };
    const narrowed = this.#nodes.filter(
      (one) =>
        reaches(one.hamlet) &&
        (!presence || one.presence === presence) &&
        (!group || isInGroup(one, group as NodeGroup)) &&
        (!fault || one.faults?.includes(fault as FaultKind)) &&
        (!firmware || one.firmware === firmware) &&
        (!technology || one.technology === technology) &&
        (query['clock-off'] !== 'true' || Math.abs(one.clockErrorMs ?? 0) > CLOCK_OFF_MS),
    );
    const together =
      words.length > 1 ? narrowed.filter((one) => ` ${this.#textOf(one)}`.includes(` ${words.join(' ')}`)) : [];
    const found =
      together.length > 0
        ? together
        : narrowed.filter((one) => words.every((word) => this.#textOf(one).includes(word)));
    const rank = (one: Node) => (one.faults?.[0] ? NODE_FAULTS.indexOf(one.faults[0] as never) : 99);
    switch (sort) {
      case 'hamlet':
        return found
          .map((one) => ({ one, key: this.#placeKey(one) }))
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .map(({ one }) => one);
      case 'last-seen':
        return found.sort((a, b) => (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0));
      case 'fault':
        return found.sort((a, b) => rank(a) - rank(b));
      case 'clock':
        return found.sort((a, b) => Math.abs(b.clockErrorMs ?? 0) - Math.abs(a.clockErrorMs ?? 0));
      default:
        return found;
    }
  }

  counts(where: string): NodeCounts {
    const nodes = this.list(where, {});
    const tally = <Key extends string>(keys: readonly Key[]) => {
      const counts = new Map<Key, number>();
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
      return [...counts].sort(([, a], [, b]) => b - a);
    };
    const many = (test: (node: Node) => boolean) => nodes.filter(test).length;
    return {
      total: nodes.length,
      groups: Object.fromEntries(
        NODE_GROUPS.map((group) => [group, many((node) => isInGroup(node, group))]),
      ) as NodeCounts['groups'],
      states: {
        online: many(({ presence }) => presence === 'online'),
        offline: many(({ presence }) => presence === 'offline'),
        unobserved: many(({ presence }) => presence === 'unobserved'),
        maintenance: many(({ presence }) => presence === 'maintenance'),
      },
      faults: tally(nodes.flatMap(({ faults = [] }) => faults)).map(([kind, count]) => ({ kind, nodes: count })),
      firmware: tally(nodes.map(({ firmware = '' }) => firmware)).map(([version, count]) => ({
        version,
        nodes: count,
      })),
      clockOff: many(({ clockErrorMs = 0 }) => Math.abs(clockErrorMs) > CLOCK_OFF_MS),
      clockKnown: many(({ clockErrorMs }) => clockErrorMs !== undefined),
    };
  }

  map(where: string, { box, zoom }: Query): NodeMap {
    const nodes = this.list(where, {});
    const placed = nodes.flatMap(({ latitude, longitude, ...one }) =>
      latitude === undefined || longitude === undefined
        ? []
        : [{ ...one, latitude, longitude, meaning: fleetMeaning(one) }],
    );
    const names = new Map([...this.#places.hamlets, ...this.#places.communes].map((area) => [area.id, area.name]));
    const [south = 0, west = 0, north = 0, east = 0] = (box ?? '').split(',').map(Number);
    const asked = {
      box: box === undefined ? undefined : { south, west, north, east },
      zoom: zoom === undefined ? undefined : Number(zoom),
    };
    return {
      ...mapOf(placed, { nameOf: (area) => names.get(area) ?? '' }, asked),
      unplaced: nodes.length - placed.length,
    };
  }

  /** Faults of one node, with those that only its own page tells. */
  faultsOf(node: Node, known: readonly Fault[]): Fault[] {
    const own = known.filter((fault) => fault.node === node.id);
    const more = (node.faults ?? []).filter((kind) => !own.some((fault) => fault.kind === kind));
    return [
      ...own,
      ...more.map((kind): Fault => {
        const since = this.#now() - Math.floor(chance('since', node.id, kind) * 30) * HOUR_MS - HOUR_MS;
        return {
          ...{ id: seededUlid('fault', node.id, kind), kind, severity: SEVERITY_OF[kind], node: node.id },
          ...{
            nodeCode: node.code,
            hamletName: node.hamletName,
            since,
            detectedAt: since + 90_000,
            count: 1,
            flaps: 0,
          },
        };
      }),
    ];
  }

  telemetry(node: Node, from: number, to: number, fields: readonly TelemetryField[], points: number): TelemetryAnswer {
    const stepMs = Math.ceil((to - from) / points);
    const now = Math.min(to, this.#now());
    const periods = presenceOf(node, from, now);
    const online = (at: number) =>
      periods.some((one) => one.state === 'online' && one.from < at + stepMs && one.to > at);
    return {
      ...{ from, to, stepMs },
      series: (fields.length === 0 ? TELEMETRY_FIELDS : fields).map((field) => {
        const steps: TelemetryAnswer['series'][number]['points'] = [];
        for (let at = from; at < now; at += stepMs)
          if (online(at)) {
            const mean = measuredAt(node, field, at);
            const reach = REACH[field] * chance('reach', field, at % 97);
            steps.push({ at, min: mean - reach, mean, max: mean + reach });
          }
        return { field, points: steps };
      }),
      gaps: periods.flatMap(({ from, to, state }) =>
        state === 'online' || to - from < stepMs
          ? []
          : [{ from, to, why: state === 'unobserved' ? ('unobserved' as const) : ('silent' as const) }],
      ),
    };
  }

  dataUse(node: Node): DataUseAnswer {
    const budgetMb = this.assetOf(node).sim?.monthlyMb;
    const months = ['2026-11', '2026-10', '2026-09', '2026-08', '2026-07', '2026-06'].map((month) => ({
      month,
      sentBytes: Math.floor(20e6 + chance('sent', node.id, month) * 30e6),
      receivedBytes: Math.floor(300e6 + chance('received', node.id, month) * 700e6),
    }));
    return { ...(budgetMb === undefined ? {} : { budgetMb }), months };
  }

  assetOf(node: Node): Asset {
    return (
      this.#assets.get(node.id) ?? {
        ...{ node: node.id, assetNumber: `TS-${node.code}`, serial: `LX24-${node.code}`, model: 'LX-200' },
        supply: 'grid',
        keeper: { name: 'Bà Nguyễn Thị Lan', phone: '0912 345 678' },
        sim: { iccid: '8984048000012345678', phone: '0961 234 567', operator: 'Viettel', monthlyMb: 1_000 },
        ...{ installedOn: '2024-03-15', everyMonths: 6, servicedOn: '2026-06-01', nextServiceOn: '2026-12-01' },
        ...{ note: '', version: 1 },
      }
    );
  }

  keepAsset(asset: Asset): Asset {
    this.#assets.set(asset.node, asset);
    return asset;
  }

  devices(node: Node) {
    const changed = this.#now() - 400 * DAY_MS;
    return [
      {
        serial: `LX24-${node.code}`,
        firmware: node.firmware ?? '',
        from: changed,
        key: '7f3a9c21',
        byName: 'Trần Văn Kỹ',
      },
      { serial: `LX22-${node.code}`, firmware: '1.2.0', from: changed - 600 * DAY_MS, to: changed, key: '11b0e4d8' },
    ];
  }

  casesOf(node: Node): Case[] {
    if (chance('case', node.id) < 0.4) return [];
    const since = this.#now() - 20 * DAY_MS;
    const who = { at: since + HOUR_MS, by: 'x', byName: 'Trần Văn Kỹ' };
    return [
      {
        ...{
          id: seededUlid('case', node.id),
          number: 'SC-2026-0012',
          state: 'closed',
          kind: 'mains-lost',
          severity: 'critical',
        },
        ...{ node: node.id, nodeCode: node.code, nodes: 1, hamlet: node.hamlet, hamletName: node.hamletName },
        ...{
          commune: node.commune,
          communeName: node.communeName,
          since,
          faultUntil: since + 5 * HOUR_MS,
          opened: who,
        },
        ...{ resolved: who, closed: who, reopened: 0, cause: 'breaker', measure: 'Đóng lại aptomat, siết đầu cốt' },
        ...{ parts: '', photos: [], sessionsLost: 1, version: 4 },
      },
    ];
  }

  /** What is added to a node that other worlds made: where it stands, its clock, what is wrong. */
  #lookOf(node: Node): Partial<Node> {
    const { communes, hamlets, characters } = this.#places;
    const commune = communes.findIndex(({ id }) => id === node.commune);
    const hamlet = hamlets.findIndex(({ id }) => id === node.hamlet);
    const dice = chance('clock', node.id);
    const faults: FaultKind[] = [
      ...(node.presence === 'offline' ? (['network-lost'] as const) : []),
      ...(characters.get(node.hamlet) === 'mute' && node.presence === 'online' ? (['mute'] as const) : []),
      ...((node.rssiDbm ?? 0) < -101 ? (['weak-signal'] as const) : []),
      ...(dice < 0.02 ? (['clock-wrong'] as const) : []),
    ];
    return {
      latitude: 18.6 + (commune % 5) * 0.035 + (hamlet % 7) * 0.004 + chance('lat', node.id) * 0.003,
      longitude: 105.55 + Math.floor(commune / 5) * 0.05 + (hamlet % 3) * 0.009 + chance('lon', node.id) * 0.004,
      clockErrorMs: dice < 0.02 ? 12_400 : Math.round(dice * 800) - 300,
      firmware: VERSIONS[Math.floor(chance('version', node.id) * VERSIONS.length)] ?? '1.4.2',
      ...{ planVersion: this.#now() - 8 * HOUR_MS, planWanted: this.#now() - 8 * HOUR_MS },
      ...(faults.length === 0 ? {} : { faults }),
      ...(chance('maintenance', node.id) < 0.01 ? { maintenance: seededUlid('window', node.id) } : {}),
    };
  }

  #textOf(node: Node): string {
    const known = this.#keys.get(node);
    if (known !== undefined) return known;
    const text = foldForSearch(`${node.code} ${node.hamletName} ${node.place} ${node.communeName}`);
    this.#keys.set(node, text);
    return text;
  }

  #placeKey({ communeName, hamletName, code }: Node): string {
    const keyOf = (name: string) => {
      const known = this.#sortKeys.get(name) ?? sortKey(name);
      this.#sortKeys.set(name, known);
      return known;
    };
    return `${keyOf(communeName)} ${keyOf(hamletName)} ${code}`;
  }
}

const REACH: Readonly<Record<TelemetryField, number>> = {
  ...{ rssiDbm: 4, mainsVolts: 5, celsius: 1.5, levelDb: 6, freeBytes: 4e6, outputWatts: 10, clockErrorMs: 200 },
};

function measuredAt(node: Node, field: TelemetryField, at: number): number {
  const day = Math.sin((at / DAY_MS) * 2 * Math.PI);
  const noise = chance(field, at % 1_009) - 0.5;
  switch (field) {
    case 'rssiDbm':
      return Math.max(-120, (node.rssiDbm ?? -80) + day * 3 + noise * 5);
    case 'mainsVolts':
      return 226 - day * 6 + noise * 4;
    case 'celsius':
      return 31 + day * 6 + noise;
    case 'levelDb':
      return -46 + (day > 0.7 ? 24 : 0) + noise * 6;
    case 'freeBytes':
      return 2.1e9 - ((at / DAY_MS) % 14) * 4e7;
    case 'outputWatts':
      return day > 0.7 ? 82 + noise * 8 : 0;
    case 'clockErrorMs':
      return (node.clockErrorMs ?? 0) + noise * 150;
  }
}
