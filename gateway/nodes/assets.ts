import type { z } from 'zod';
import type { Asset, AssetDue, assetInput, serviced } from '../../protocol/api/cases.ts';
import { addDays, type Day, dayOf, isRealDay } from '../../protocol/vietnam-time.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, RuleError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { AssetCells } from './asset-cells.ts';
import { addService, loadAssets, putAsset, putAssets, type StoredAsset, serviceByKey } from './assets-store.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup, NodeRecord } from './roster.ts';
import { AHEAD_DAYS, daysLeft, isDue, nextServiceOn } from './service-plan.ts';

type Input = z.infer<typeof assetInput>;
type Serviced = z.infer<typeof serviced>;
export type Hanging = Pick<Asset, 'uplink' | 'feeder'>;

export interface AssetsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly nodes: Pick<Nodes, 'known' | 'roster'>;
  readonly areas: AreaLookup;
  readonly attachments: {
    requireReadable(person: Person, names: readonly string[]): Promise<void>;
    cite(
      transaction: Transaction,
      citedBy: string,
      cited: readonly { readonly sha256: string; readonly area: string }[],
    ): Promise<void>;
  };
  /** What a node hangs on; `faults` implements it. Without it there is no mast and no feeder to name. */
  readonly parents?: {
    of(node: string): Hanging;
    set(person: Person, node: string, hanging: Hanging): Promise<void>;
  };
  /** Reminders of preventive maintenance; `faults` implements it. */
  readonly alarm: {
    isOpen(node: string): boolean;
    tell(node: string, detail: string): void;
    settle(node: string): void;
  };
}

/** What stands at each place: in memory, one record a node. */
export class Assets {
  readonly #parts: AssetsParts;
  #known = new Map<string, StoredAsset>();

  constructor(parts: AssetsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#known = new Map((await loadAssets(this.#parts.database.read)).map((asset) => [asset.node, asset]));
  }

  /** Undefined while nobody has written anything down. */
  of(node: string): StoredAsset | undefined {
    return this.#known.get(node);
  }

  /** What else people look for it by: asset and serial number, the SIM's numbers. Folded for search. */
  namesOf(node: string): string {
    const asset = this.#known.get(node);
    if (!asset) return '';
    const { assetNumber, serial, sim } = asset;
    return foldForSearch([assetNumber, serial, sim?.iccid, sim?.phone].filter(Boolean).join(' '));
  }

  get(person: Person, id: string): Asset {
    return this.#shown(this.#node(person, id).id);
  }

  /** Throws ConflictError when somebody else has written since the version that was read (0: nobody yet). */
  async put(person: Person, id: string, { uplink, feeder, version, ...input }: Input): Promise<Asset> {
    const { database, clock, audit, facts, parents } = this.#parts;
    const node = this.#node(person, id);
    for (const day of [input.installedOn, input.warrantyTo])
      if (day !== undefined && !isRealDay(day))
        throw new InvalidInputError('no-such-day', `${day} is not a day of the calendar.`);
    if (!parents && (uplink !== undefined || feeder !== undefined))
      throw new RuleError('unknown-parent', 'There is no such mast or feeder; choose one of the list.');
    const after = await database.write(async (transaction) => {
      const before = this.of(id);
      if ((before?.version ?? 0) !== version)
        throw new ConflictError('asset-changed', 'Somebody else has changed this record; read it again.', {
          version: before?.version ?? 0,
        });
      const { servicedOn } = before ?? {};
      const after = { ...input, node: id, ...(servicedOn ? { servicedOn } : {}), version: version + 1 };
      await putAsset(transaction, after);
      const about = { by: person.id, action: 'asset.change', subject: id, area: node.hamlet };
      await audit.record({ ...about, outcome: 'done', before, after: { ...after, uplink, feeder } }, transaction);
      return after;
    });
    this.#known.set(id, after);
    const hanging = parents?.of(id);
    if (parents && (hanging?.uplink !== uplink || hanging?.feeder !== feeder))
      await parents.set(person, id, { uplink, feeder });
    this.#remind(after);
    facts.tell('changed', { at: clock.now(), what: 'nodes' });
    return this.#shown(id);
  }

  /** Preventive maintenance was done; the same key again answers as the first time. */
  async serviced(person: Person, id: string, done: Serviced): Promise<Asset> {
    const { database, clock, audit, facts, attachments } = this.#parts;
    const node = this.#node(person, id);
    const now = clock.now();
    if (!isRealDay(done.on) || done.on > dayOf(now))
      throw new InvalidInputError('no-such-day', 'Say the day on which it was done: today or before.');
    const isSame = (said: { on: string; note: string }) => said.on === done.on && said.note === done.note;
    const said = await serviceByKey(database.read, id, done.key);
    if (!said) await attachments.requireReadable(person, done.photos);
    const after = await database.write(async (transaction) => {
      const first = said ?? (await serviceByKey(transaction, id, done.key));
      if (first && !isSame(first))
        throw new ConflictError('key-taken', 'Another word was sent with this key; make a new one.');
      if (first) return undefined;
      const before = this.of(id);
      const last = [before?.servicedOn, done.on].flatMap((day) => day ?? []).sort();
      const after = { ...(before ?? blank(id)), servicedOn: last.at(-1) as Day, version: (before?.version ?? 0) + 1 };
      const { key, on, note, photos } = done;
      await addService(transaction, { node: id, key, on, note, photos, at: now, by: person.id });
      await putAsset(transaction, after);
      await attachments.cite(
        transaction,
        `service/${id}`,
        photos.map((sha256) => ({ sha256, area: node.hamlet })),
      );
      const about = { by: person.id, action: 'asset.serviced', subject: id, area: node.hamlet };
      await audit.record({ ...about, outcome: 'done', before, after: { ...after, done: note } }, transaction);
      return after;
    });
    if (!after) return this.#shown(id);
    this.#known.set(id, after);
    this.#remind(after);
    facts.tell('changed', { at: now, what: 'nodes' });
    return this.#shown(id);
  }

  /** What a table of nodes says of them, in the transaction that stores these; what it answers is called after the commit. */
  async importIn(
    transaction: Transaction,
    person: Person,
    said: readonly { readonly node: string; readonly asset: AssetCells }[],
  ): Promise<(() => void) | undefined> {
    if (said.length === 0) return undefined;
    const { database, audit } = this.#parts;
    const after = said.map(({ node, asset }): StoredAsset => {
      const before = this.of(node) ?? blank(node);
      return { ...before, ...asset, version: before.version + 1 };
    });
    await putAssets(transaction, database.dialect, after);
    const about = { by: person.id, action: 'asset.import', outcome: 'done' as const };
    await audit.record({ ...about, after: { assets: after.length } }, transaction);
    return () => {
      for (const asset of after) this.#known.set(asset.node, asset);
    };
  }

  /** Due up to and with a day, by default as far ahead as a reminder comes; the longest overdue first. */
  due(area: string, before?: Day): AssetDue[] {
    const { nodes, areas, clock } = this.#parts;
    const today = dayOf(clock.now());
    const until = before ?? addDays(today, AHEAD_DAYS);
    return nodes.roster
      .inArea(area)
      .flatMap((node) => {
        const asset = this.of(node.id);
        const next = asset && nextServiceOn(asset);
        if (!asset || next === undefined || next > until) return [];
        return [
          {
            ...this.#shown(node.id),
            ...{ nodeCode: node.code, place: node.place, hamlet: node.hamlet },
            hamletName: areas.get(node.hamlet)?.name ?? node.hamlet,
            communeName: areas.get(areas.communeOf(node.hamlet) ?? '')?.name ?? '',
            ...{ nextServiceOn: next, daysLeft: daysLeft(next, today) },
          },
        ];
      })
      .sort((a, b) => (a.nextServiceOn < b.nextServiceOn ? -1 : a.nextServiceOn > b.nextServiceOn ? 1 : 0));
  }

  /** Each night: who must be reminded. */
  nightly(): void {
    for (const asset of this.#known.values()) this.#remind(asset);
  }

  #remind(asset: StoredAsset): void {
    const { alarm, clock, nodes } = this.#parts;
    const record = nodes.roster.get(asset.node);
    const isHere = record !== undefined && record.retiredAt === undefined;
    if (!isHere || !isDue(asset, dayOf(clock.now()))) alarm.settle(asset.node);
    else if (!alarm.isOpen(asset.node)) alarm.tell(asset.node, nextServiceOn(asset) ?? '');
  }

  #node(person: Person, id: string): NodeRecord {
    const { nodes, areas } = this.#parts;
    const node = nodes.known(id);
    requireScope(areas, person, node.hamlet);
    return node;
  }

  #shown(id: string): Asset {
    const { parents } = this.#parts;
    const asset = this.of(id) ?? blank(id);
    const { uplink, feeder } = parents?.of(id) ?? {};
    const next = nextServiceOn(asset);
    return {
      ...asset,
      ...(next === undefined ? {} : { nextServiceOn: next }),
      ...(uplink === undefined ? {} : { uplink }),
      ...(feeder === undefined ? {} : { feeder }),
    };
  }
}

/** Nothing is written down yet. */
function blank(node: string): StoredAsset {
  return { node, assetNumber: '', serial: '', model: '', note: '', version: 0 };
}
