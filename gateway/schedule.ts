import type { Gateway } from './gateway.ts';
import { Ticks } from './ticks.ts';

/** Everything the gateway does again and again, and when (Vietnamese time). */
export function ticksOf(gateway: Gateway): Ticks {
  const { presence, faults, broadcast, coverage, periods, outbox, rotations, keys, keyDelivery, clock, log } = gateway;
  const { publishing, selfCheck, retention, notify, probes, deadMan, telemetry } = gateway;
  const ticks: Ticks = new Ticks({
    log,
    ticks: [
      {
        name: 'presence',
        schedule: '* * * * * *',
        run: async () => {
          await presence.flush();
          presence.tick(clock.now());
          await faults.tick(clock.now());
        },
      },
      { name: 'due-runs', schedule: '* * * * * *', run: () => broadcast.tick() },
      { name: 'live', schedule: '* * * * * *', run: () => gateway.live.tick() },
      { name: 'telemetry', schedule: '*/10 * * * * *', run: () => telemetry.flush() },
      { name: 'coverage', schedule: '*/5 * * * * *', run: () => coverage.rollUp() },
      { name: 'relays', schedule: '*/10 * * * * *', run: () => gateway.relays.tick() },
      { name: 'relays-nightly', schedule: '0 45 2 * * *', run: () => gateway.relays.nightly() },
      { name: 'alerts', schedule: '*/5 * * * * *', run: () => gateway.alerts.tick() },
      { name: 'alerts-nightly', schedule: '0 45 3 * * *', run: () => gateway.alerts.nightly() },
      { name: 'outbox', schedule: '30 * * * * *', run: () => outbox.reconcile() },
      {
        name: 'keys',
        schedule: '*/5 * * * * *',
        run: () => {
          if (keys.refresh()) keyDelivery.toAll();
        },
      },
      { name: 'key-lists', schedule: '45 * * * * *', run: () => keyDelivery.reconcile() },
      { name: 'plans', schedule: '15 * * * * *', run: () => broadcast.reconcile() },
      { name: 'coverage-nightly', schedule: '0 35 0 * * *', run: () => coverage.nightly() },
      { name: 'periods', schedule: '0 15 1 * * *', run: () => periods.nightly() },
      { name: 'nightly', schedule: '0 10 0 * * *', run: () => broadcast.nightly() },
      { name: 'rotations', schedule: '0 20 * * * *', run: () => rotations.expire() },
      { name: 'rotations-nightly', schedule: '0 40 1 * * *', run: () => rotations.nightly() },
      { name: 'firmware', schedule: '*/10 * * * * *', run: () => gateway.firmware.tick() },
      { name: 'maintenance', schedule: '5,35 * * * * *', run: () => gateway.maintenance.tick() },
      { name: 'assets', schedule: '0 55 0 * * *', run: () => gateway.assets.nightly() },
      { name: 'licences', schedule: '0 50 0 * * *', run: () => gateway.licences.nightly() },
      { name: 'checkpoint', schedule: '0 5 0 * * *', run: () => publishing.nightly() },
      { name: 'checkpoints-out', schedule: '25 * * * * *', run: () => publishing.tick() },
      { name: 'telemetry-nightly', schedule: '0 20 3 * * *', run: () => telemetry.nightly() },
      { name: 'evidence-check', schedule: '0 40 2 * * *', run: () => selfCheck.nightly() },
      { name: 'evidence-retention', schedule: '0 20 2 * * *', run: () => retention.nightly() },
      { name: 'messages', schedule: '*/5 * * * * *', run: () => notify.delivering.tick() },
      { name: 'reports', schedule: '*/5 * * * * *', run: () => gateway.upstream.reporting.tick() },
      { name: 'reports-follow', schedule: '20 * * * * *', run: () => gateway.upstream.reporting.follow() },
      { name: 'feeds', schedule: '*/5 * * * * *', run: () => gateway.feeds.tick() },
      { name: 'sources-nightly', schedule: '0 45 2 * * *', run: () => gateway.sources.nightly() },
      { name: 'messages-follow', schedule: '50 * * * * *', run: () => notify.follow() },
      { name: 'messages-nightly', schedule: '0 30 2 * * *', run: () => notify.nightly() },
      {
        name: 'health',
        schedule: '40 * * * * *',
        run: async () => {
          await probes.look(ticks);
          await deadMan.tick();
        },
      },
    ],
  });
  return ticks;
}
