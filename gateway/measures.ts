import { Counter, Gauge, type Registry } from 'prom-client';
import type { HealthState } from '../protocol/health.ts';
import type { Gateway } from './gateway.ts';
import type { Ticks } from './ticks.ts';

/** Messages of nodes handled since the start, by channel. */
export function uplinkCounter(registry: Registry): Counter<'channel'> {
  return new Counter({
    name: 'loaxa_uplink_messages_total',
    help: 'Messages of nodes handled, by channel',
    labelNames: ['channel'],
    registers: [registry],
  });
}

/** Attempts to sign in since the start, by what was shown and how it ended. */
export function signInCounter(registry: Registry): Counter<'kind' | 'result'> {
  return new Counter({
    name: 'loaxa_sign_ins_total',
    help: 'Attempts to sign in, by what was shown and how it ended',
    labelNames: ['kind', 'result'],
    registers: [registry],
  });
}

/** Commands the signer would not sign, by what was missing. */
export function signerRefusals(registry: Registry): Counter<'why'> {
  return new Counter({
    name: 'loaxa_commands_refused_total',
    help: 'Commands the signer refused to sign, by what was missing',
    labelNames: ['why'],
    registers: [registry],
  });
}

/** Messages of CAP received since the start, by what became of them. */
export function capMessages(registry: Registry): Counter<'outcome'> {
  return new Counter({
    name: 'loaxa_cap_messages_total',
    help: 'Messages of CAP received, by what became of them at once; refused ones by why',
    labelNames: ['outcome'],
    registers: [registry],
  });
}

/** Lists of trusted keys sent to nodes. */
export function keyListsSent(registry: Registry): Counter {
  return new Counter({
    name: 'loaxa_key_lists_sent_total',
    help: 'Lists of trusted keys sent to nodes',
    registers: [registry],
  });
}

/** Gauges that ask the parts at the moment they are read: nothing is kept twice. */
export function measure(gateway: Gateway, ticks: Ticks): void {
  const { metrics, link, intake, presence, roster, watch, faults } = gateway;
  const gauge = (
    name: string,
    help: string,
    read: (set: (value: number, labels?: Record<string, string>) => void) => void,
    labelNames: string[] = [],
  ) =>
    new Gauge({
      name: `loaxa_${name}`,
      help,
      labelNames,
      registers: [metrics.registry],
      collect() {
        this.reset();
        read((value, labels = {}) => this.set(labels, value));
      },
    });
  gauge('broker_connected', '1 while the session with the broker stands', (set) => set(link.connected ? 1 : 0));
  gauge('watch_open', '1 while the gateway hears itself through the broker', (set) => set(watch.isOpen ? 1 : 0));
  gauge(
    'messages_dropped',
    'Messages of nodes dropped since the start, by kind',
    (set) => {
      for (const [kind, count] of link.dropped) set(count, { kind });
    },
    ['kind'],
  );
  gauge(
    'intake_entries',
    'Signed entries since the start, by what became of them',
    (set) => {
      for (const [kind, count] of Object.entries(intake.counts)) set(count, { kind });
    },
    ['kind'],
  );
  gauge(
    'alarms',
    'What the broker and intake noticed since the start (wrong credentials, denied publishes, forgeries), by kind',
    (set) => {
      for (const [kind, count] of faults.alarms) set(count, { kind });
    },
    ['kind'],
  );
  gauge(
    'node_refusals',
    'Commands that nodes refused, from their signed entries since the start, by reason',
    (set) => {
      for (const [reason, count] of faults.refusals) set(count, { reason });
    },
    ['reason'],
  );
  gauge(
    'nodes',
    'Nodes by presence',
    (set) => {
      const counts = presence.counts(roster.all().map((node) => node.id));
      for (const [state, count] of Object.entries(counts)) set(count, { state });
    },
    ['state'],
  );
  gauge(
    'tick_failures',
    'Ticks that failed since the start',
    (set) => {
      for (const [tick, count] of ticks.failures) set(count, { tick });
    },
    ['tick'],
  );
  gauge('live_sessions', 'Live sessions that are open', (set) => set(gateway.live.figures.sessions));
  gauge('live_listeners', 'HTTP listeners of live sessions', (set) => set(gateway.live.figures.listeners));
  gauge('live_listeners_dropped', 'Listeners of live sessions let go since the start: they did not read', (set) =>
    set(gateway.live.figures.dropped),
  );
  gauge(
    'health',
    'How the installation itself is, by check: 0 well or off, 1 strained, 2 bad, -1 not looked at',
    (set) => {
      for (const { check, state } of gateway.health.list()) set(HEALTH_VALUE[state], { check });
    },
    ['check'],
  );
  gauge('dead_man_sent_seconds', 'When the last sign of life got out (Unix seconds; 0: not since the start)', (set) =>
    set(Math.floor((gateway.deadMan.state.sentAt ?? 0) / 1_000)),
  );
  gauge('notification_channels_failing', 'Channels of notification that do not get through', (set) =>
    set(gateway.notify.delivering.failing().length),
  );
}

const HEALTH_VALUE: Readonly<Record<HealthState, number>> = { well: 0, off: 0, strained: 1, bad: 2, unknown: -1 };
