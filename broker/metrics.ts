import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { ALARM_KINDS } from '../protocol/roster.ts';
import type { AlarmKind } from './alarms.ts';

/** What the gauges read at the moment they are asked. */
export interface MetricsSources {
  readonly connections: () => number;
  readonly nodes: () => number;
  readonly gateways: () => number;
  readonly rosterNodes: () => number;
  readonly retained: () => number;
  readonly inFlight: () => number;
  readonly inFlightBytes: () => number;
  readonly waiting: () => number;
}

export interface Metrics {
  readonly registry: Registry;
  refused(kind: AlarmKind): void;
  dropped(why: string): void;
  published(by: 'node' | 'gateway'): void;
}

/** The broker's own figures, in a registry of its own so that several brokers fit in one process. */
export function createMetrics(read: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `loaxa_broker_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('connections', 'Open connections, strangers included', read.connections);
  gauge('nodes', 'Nodes signed in', read.nodes);
  gauge('gateways', 'Gateways signed in', read.gateways);
  gauge('roster_nodes', 'Nodes that may connect', read.rosterNodes);
  gauge('retained_messages', 'Retained messages held', read.retained);
  gauge('in_flight_messages', 'Messages read and not yet delivered', read.inFlight);
  gauge('in_flight_bytes', 'Bytes of those messages', read.inFlightBytes);
  gauge('waiting_connections', 'Connections not read because too much is in flight', read.waiting);
  const refused = new Counter({
    name: 'loaxa_broker_refused_total',
    help: 'What was refused, by kind',
    labelNames: ['kind'],
    registers: [registry],
  });
  const dropped = new Counter({
    name: 'loaxa_broker_dropped_total',
    help: 'Connections ended by the broker, by reason',
    labelNames: ['why'],
    registers: [registry],
  });
  const published = new Counter({
    name: 'loaxa_broker_publishes_total',
    help: 'Messages accepted, by sender',
    labelNames: ['by'],
    registers: [registry],
  });
  for (const kind of ALARM_KINDS) refused.inc({ kind }, 0);
  return {
    registry,
    refused: (kind) => refused.inc({ kind }),
    dropped: (why) => dropped.inc({ why }),
    published: (by) => published.inc({ by }),
  };
}
