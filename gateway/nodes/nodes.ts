import { randomBytes } from 'node:crypto';
import type { NodeInput, NodePatch } from '../../protocol/api/areas.ts';
import { nodeIdFrom } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { NotFoundError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort, AuditRecord } from '../http/ports.ts';
import { BrokerRoster } from './broker-roster.ts';
import { Certificates } from './certificates.ts';
import { loadCertificates } from './certificates-store.ts';
import { Credentials } from './credentials.ts';
import { withdrawLabelsOf } from './labels-store.ts';
import { type NodeChange, saveChanges, shown, throwFault, withSubject } from './node-changes.ts';
import { codeIndex, faultOf } from './node-rules.ts';
import { loadCredentials, loadNodes } from './nodes-store.ts';
import { noteDevices } from './place-devices-store.ts';
import { type AreaLookup, type NodeRecord, nodeKeys, Roster } from './roster.ts';

export interface NodesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  readonly areas: AreaLookup;
}

/** Owns the nodes: loads them, changes them, keeps memory and rows the same. */
export class Nodes {
  readonly roster: Roster;
  readonly credentials = new Credentials();
  readonly certificates = new Certificates();
  readonly brokerRoster: BrokerRoster;
  readonly #parts: NodesParts;

  constructor(parts: NodesParts) {
    this.#parts = parts;
    this.roster = new Roster(parts.areas);
    const { roster, credentials, certificates } = this;
    this.brokerRoster = new BrokerRoster({ roster, credentials, certificates, clock: parts.clock });
  }

  async start(): Promise<void> {
    const { database, clock } = this.#parts;
    this.roster.put(await loadNodes(database.read));
    for (const credential of await loadCredentials(database.read, clock.now())) this.credentials.add(credential);
    for (const certificate of await loadCertificates(database.read, clock.now())) this.certificates.add(certificate);
    this.brokerRoster.start();
  }

  stop(): void {
    this.brokerRoster.stop();
  }

  async create(by: Actor, input: NodeInput): Promise<NodeRecord> {
    const [node] = await this.createMany(by, [input]);
    return node as NodeRecord;
  }

  /** All or none. Throws for the first that breaks a rule. */
  createMany(by: Actor, inputs: readonly NodeInput[], action = 'node.create'): Promise<NodeRecord[]> {
    return this.apply({ by: by.id, action, outcome: 'done' }, () => {
      const codes = codeIndex(this.roster, this.#parts.areas);
      return inputs.map((input) => {
        const node = this.newNode(input);
        throwFault(faultOf(node, this.#parts.areas, codes.find));
        codes.put(node);
        return { node };
      });
    });
  }

  /** A node with a new id, not written yet. */
  newNode(input: NodeInput): NodeRecord {
    const { clock } = this.#parts;
    const id = nodeIdFrom(randomBytes(10));
    return { ...input, ...nodeKeys(input), id, createdAt: clock.now(), configVersion: 0, rosterVersion: 0 };
  }

  async patch(by: Actor, id: string, patch: NodePatch): Promise<NodeRecord> {
    const before = this.known(id);
    const record = { by: by.id, action: 'node.change', subject: id, outcome: 'done' as const, before: shown(before) };
    const [node] = await this.apply(record, () => {
      const change = this.changeBy(id, patch);
      throwFault(faultOf(change.node, this.#parts.areas, codeIndex(this.roster, this.#parts.areas).find));
      return [change];
    });
    return node as NodeRecord;
  }

  /** A patch as a change; another hamlet means other groups. Null empties a field. */
  changeBy(id: string, patch: NodePatch): NodeChange {
    const before = this.known(id);
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    const merged = Object.entries({ ...before, ...Object.fromEntries(given) });
    // The entries are those of a NodeRecord whose emptied fields are optional ones: the schema says which may be null.
    const node = Object.fromEntries(merged.filter(([, value]) => value != null)) as unknown as NodeRecord;
    const moved = node.hamlet !== before.hamlet;
    const config = moved || node.beatMs !== before.beatMs || node.loudest !== before.loudest;
    return { node: { ...node, ...nodeKeys(node) }, config, roster: moved };
  }

  /** Ends the node's credentials and unused codes: it is thrown off the broker and may come back only by a new claim code. */
  async revoke(by: Actor, id: string): Promise<NodeRecord> {
    this.known(id);
    const record = { by: by.id, action: 'node.revoke', subject: id, outcome: 'done' as const };
    const [node] = await this.apply(
      record,
      () => {
        const { enrolledAt, ...rest } = this.known(id);
        return [{ node: rest, roster: true, credentials: [] }];
      },
      (transaction) => withdrawLabelsOf(transaction, id, this.#parts.clock.now()),
    );
    return node as NodeRecord;
  }

  /** Takes the node off every list; its history stays. */
  async retire(by: Actor, id: string): Promise<void> {
    this.known(id);
    const record = { by: by.id, action: 'node.retire', subject: id, outcome: 'done' as const };
    await this.apply(
      record,
      () => [{ node: { ...this.known(id), retiredAt: this.#parts.clock.now() }, roster: true, credentials: [] }],
      (transaction) => withdrawLabelsOf(transaction, id, this.#parts.clock.now()),
    );
  }

  /** Areas got another parent: the groups of the nodes below changed. */
  async areasMoved(areas: readonly string[]): Promise<void> {
    const nodes = areas.flatMap((area) => this.roster.everyIn(area)).map((node) => node.id);
    await this.apply({ by: 'system', action: 'node.regroup', outcome: 'done', after: { areas } }, () =>
      nodes.map((id) => ({ node: this.known(id), config: true, roster: true })),
    );
  }

  /** Something outside changed what these nodes' config says (quiet windows): they get a new version. */
  async touchConfig(nodes: readonly string[]): Promise<NodeRecord[]> {
    return this.apply(undefined, () => nodes.map((id) => ({ node: this.known(id), config: true })));
  }

  /** What nodes said of themselves: changes of the nodes, and what is kept of the devices that hang there. */
  async keepTold(told: Parameters<typeof noteDevices>[2], decide: () => readonly NodeChange[]): Promise<void> {
    const { dialect } = this.#parts.database;
    await this.apply(undefined, decide, (transaction) => noteDevices(transaction, dialect, told));
  }

  known(id: string): NodeRecord {
    const node = this.roster.get(id);
    if (!node || node.retiredAt !== undefined) throw new NotFoundError('no-node', `There is no node ${id}.`);
    return node;
  }

  /**
   * Writes what `decide` says in one transaction and then keeps it in memory. `decide` runs when every earlier change is in
   * memory, so it may build on what it reads there; `also` writes more in the same transaction.
   */
  async apply(
    record: AuditRecord | undefined,
    decide: () => readonly NodeChange[],
    also?: (transaction: Transaction, nodes: readonly NodeRecord[]) => Promise<void>,
  ): Promise<NodeRecord[]> {
    const { database, clock, audit, facts } = this.#parts;
    const { changes, nodes, version, now } = await database.write(async (transaction) => {
      const now = clock.now();
      const version = this.brokerRoster.nextVersion();
      const changes = decide();
      const nodes = await saveChanges(transaction, database.dialect, changes, now, version);
      await also?.(transaction, nodes);
      if (record && nodes.length > 0) await audit.record(withSubject(record, nodes), transaction);
      return { changes, nodes, version, now };
    });
    if (nodes.length === 0) return nodes;
    this.roster.put(nodes);
    for (const { node, credentials, remember } of changes) {
      if (credentials) {
        this.credentials.set(node.id, credentials, now);
        this.certificates.set(node.id, []);
      }
      remember?.(now);
    }
    if (changes.some((change) => change.roster)) this.brokerRoster.announce(version);
    if (record) facts.tell('changed', { at: clock.now(), what: 'nodes' });
    return nodes;
  }
}
