import { ulid } from 'ulid';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import type { AuditRecord } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Outbox } from '../../../gateway/device-link/outbox.ts';
import { NotFoundError } from '../../../gateway/errors.ts';
import { FactBus } from '../../../gateway/facts.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { CommandSigner } from '../../../gateway/keys/command-signer.ts';
import { silentLog } from '../../../gateway/log.ts';
import { NodeVolumes } from '../../../gateway/remote/node-volumes.ts';
import { Remote } from '../../../gateway/remote/remote.ts';
import { SelfTestSettings } from '../../../gateway/remote/self-test-settings.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { areaIdFrom, nodeIdFrom } from '../../../protocol/ids.ts';
import type { Command } from '../../../protocol/messages/downlink.ts';
import type { Ack } from '../../../protocol/messages/uplink.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../../protocol/quiet-hours.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../database/engines.ts';
import { RecordedLink } from '../device-link/recorded-link.ts';

const idOf = (seed: number) => areaIdFrom(Uint8Array.from({ length: 10 }, (_, index) => (index === 9 ? seed : 5)));
const area = (kind: Area['kind'], seed: number, parent?: string): Area => ({
  ...{ id: idOf(seed), kind, name: `${kind} ${seed}`, validFrom: '2025-07-01', predecessors: [] },
  ...(parent !== undefined && { parent }),
});
export const PROVINCE = idOf(1);
export const COMMUNE = idOf(2);
export const HAMLET = idOf(3);
export const OTHER_COMMUNE = idOf(4);
export const DAYTIME = instantAt('2026-11-23', '09:30');

let made = 0;

/** The parts of remote actions as the root joins them, with a broker that only remembers, on a clock moved by hand. */
export class RemoteWorld {
  readonly clock = new MovableClock(DAYTIME);
  readonly link = new RecordedLink();
  readonly facts = new FactBus();
  readonly told: string[] = [];
  readonly audited: AuditRecord[] = [];
  readonly configured: string[][] = [];
  readonly faults = new Map<string, string>();
  readonly tree = new AreaTree(() => '2026-11-23');
  readonly node = nodeIdFrom(Uint8Array.from({ length: 10 }, (_, index) => (index === 9 ? ++made : 6)));
  readonly outbox: Outbox;
  readonly volumes: NodeVolumes;
  readonly settings: SelfTestSettings;
  readonly remote: Remote;
  /** Commands as they were signed. */
  readonly signed: Command[] = [];
  readonly #people = new Map<string, Person>();
  enrolledAt: number | undefined = DAYTIME - 1;

  constructor({ database }: TestDatabase) {
    const { clock, facts, tree, link } = this;
    tree.put([
      area('province', 1),
      area('commune', 2, PROVINCE),
      area('hamlet', 3, COMMUNE),
      area('commune', 4, PROVINCE),
    ]);
    const audit = { record: async (entry: AuditRecord) => void this.audited.push(entry) };
    facts.on('changed', ({ what }) => this.told.push(what));
    const changed = async (nodes: readonly string[]) => void this.configured.push([...nodes]);
    this.outbox = new Outbox({
      ...{ database, clock, link, log: silentLog },
      signer: new CommandSigner({
        pen: (command) => {
          this.signed.push(command);
          return `${command.id}.jws`;
        },
        authorityOf: (id) => this.#people.get(id),
        hamletOf: (id) => (id === this.node ? HAMLET : undefined),
        isWithin: (place, scope) => tree.isWithin(place, scope),
      }),
      onTargetChanged: (command) => this.remote.actions.moved(command),
    });
    this.volumes = new NodeVolumes({ database, clock });
    const quietOf = () => DEFAULT_QUIET_WINDOWS;
    this.settings = new SelfTestSettings({
      database,
      clock,
      audit,
      tree,
      quietOf,
      changed: (commune) => changed([commune]),
    });
    this.remote = new Remote({
      ...{
        database,
        clock,
        facts,
        audit,
        quietOf,
        outbox: this.outbox,
        volumes: this.volumes,
        settings: this.settings,
      },
      nodeOf: (id) => {
        if (id !== this.node) throw new NotFoundError('no-such-node', 'There is no such node.');
        return { id, code: 'TL-001', hamlet: HAMLET, enrolledAt: this.enrolledAt };
      },
      nameOf: (id) => this.#people.get(id)?.name,
      volumeOf: () => ({ emergency: 90, priority: 80, normal: 70 }),
      configChanged: changed,
      alarm: ({ kind, node, detail }) => void this.faults.set(`${kind} ${node}`, detail),
      settle: (kind, node) => void this.faults.delete(`${kind} ${node}`),
    });
  }

  get openFaults(): string[] {
    return [...this.faults.keys()].map((key) => key.split(' ')[0] ?? '').sort();
  }

  person(role: Role, ...areas: string[]): Person {
    const id = ulid();
    const person = { id, username: role, name: `${role} An`, role, areas: areas.length > 0 ? areas : [COMMUNE] };
    this.#people.set(id, person);
    return person;
  }

  /** The node's word on the newest command, as the broker would bring it. */
  async answer(status: Ack['status'], word: { reason?: string; result?: string } = {}): Promise<void> {
    const command = this.signed.at(-1)?.id ?? '';
    this.outbox.onAck(this.node, { v: 1, node: this.node, command, status, at: this.clock.now(), ...word });
    await this.outbox.stop();
  }
}
