import { Counter, Registry } from 'prom-client';
import type { Above } from '../../../../gateway/broadcast/from-above.ts';
import { silentLog } from '../../../../gateway/log.ts';
import type { CapSource } from '../../../../gateway/upstream/cap/alert-parts.ts';
import { Alerts, type Taken } from '../../../../gateway/upstream/cap/alerts.ts';
import { type CapSettings, capSettings } from '../../../../gateway/upstream/cap/cap-settings.ts';
import type { Area } from '../../../../protocol/api/areas.ts';
import type { SourceCall, WeightRow } from '../../../../protocol/api/sources.ts';
import type { Air } from '../../broadcast/air.ts';
import { type AlertWords, bytesOf, capXml, geocode, type InfoWords, SENDER } from './messages.ts';

/** Alerts before a real door from above, and a source that sends them. */
export class Office {
  readonly air: Air;
  readonly source: Above;
  readonly settings: CapSettings;
  readonly counter: Counter<'outcome'>;
  signers: readonly string[] = [];
  weights: readonly WeightRow[] = [];
  readonly calls: Omit<SourceCall, 'id' | 'at'>[] = [];
  alerts: Alerts;
  /** What the door is asked; with a failure it throws that first. */
  failure: Error | undefined;

  constructor(air: Air, settings: Partial<CapSettings> = {}, source = air.above('province', air.province)) {
    this.air = air;
    this.source = source;
    this.settings = capSettings.parse(settings);
    this.counter = new Counter({ name: 'x', help: 'x', labelNames: ['outcome'], registers: [new Registry()] });
    this.alerts = this.made();
  }

  /** Made anew on the same database, as after a restart. */
  made(): Alerts {
    const { database, clock, facts, audit, tree, roster, broadcast, recordings } = this.air;
    const spoken = async (title: string) => {
      const found = await recordings.get(await this.air.recording(20_000));
      if (!found) throw new Error(title);
      return found;
    };
    return new Alerts({
      ...{ database, clock, log: silentLog, facts, audit, tree, roster, settings: this.settings },
      sources: { get: (id) => (id === this.source.id ? this.#source() : undefined) },
      fromAbove: {
        emergency: async (above, order) => {
          if (this.failure) throw this.failure;
          return broadcast.fromAbove.emergency(above, order);
        },
        endEmergency: (...given) => broadcast.fromAbove.endEmergency(...given),
        bulletin: (...given) => broadcast.fromAbove.bulletin(...given),
        cancelBulletin: (...given) => broadcast.fromAbove.cancelBulletin(...given),
      },
      bulletinOf: async (of, reference) => (await broadcast.fromAbove.store.get(of, reference))?.bulletin,
      speech: { speak: async ({ title = '' }) => spoken(title) },
      emergencyOf: (id) => broadcast.emergencies.store.get(id),
      noteCall: async (_source, call) => void this.calls.push(call),
      received: this.counter,
    });
  }

  send(words: AlertWords = {}, info: InfoWords = {}): Promise<Taken> {
    return this.sendXml(capXml({ infos: [this.info(info)], ...words }));
  }

  sendXml(xml: string): Promise<Taken> {
    return this.alerts.take({ id: this.source.id, kind: 'cap' }, bytesOf(xml));
  }

  info(info: InfoWords = {}, area: Area = this.air.commune): InfoWords {
    return { area: geocode(area.id), ...info };
  }

  /** What the nodes were told since the last time: play or stop, and which emergency. */
  told(): string[] {
    return this.air.commands().map(({ payload }) => {
      const { run } = payload.args as { run?: { run: string } };
      return `${payload.type} ${run?.run ?? ''}`;
    });
  }

  async stateOf(identifier: string): Promise<string | undefined> {
    return (await this.#list()).find((one) => one.identifier === identifier)?.state;
  }

  async emergencyOf(identifier: string): Promise<string> {
    const found = (await this.#list()).find((one) => one.identifier === identifier);
    return found?.content.orders[0]?.emergency ?? '';
  }

  async counted(): Promise<Record<string, number>> {
    const { values } = await this.counter.get();
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels.outcome), value]));
  }

  async #list() {
    const areas = this.air.tree.all().map(({ id }) => id);
    return (await this.alerts.store.list({ areas, limit: 100 })).items;
  }

  #source(): CapSource {
    return { ...this.source, signers: this.signers, weights: this.weights };
  }
}

/** The triple that names a message of ours. */
export function reference(identifier: string, sent = '2026-11-23T10:00:00+07:00', sender = SENDER): string {
  return `${sender},${identifier},${sent}`;
}
