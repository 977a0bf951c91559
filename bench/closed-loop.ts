import type { Load } from './load.ts';
import type { Usage } from './report.ts';
import { sleep, until } from './timing.ts';

/** Messages on the way at one time: enough that nobody waits for us, too few for the broker's guard against floods to close. */
const WINDOW = 6_000;
const LOOK_EVERY_MS = 150;

export interface FullSpeed {
  readonly perSecond: number;
  readonly handled: number;
  /** CPU time of each of the processes watched, per million messages. */
  readonly cpuSecondsPerMillion: number[];
}

/** The most that is handled per second: as much is sent as was handled, so nothing piles up. The first seconds warm up. */
export async function closedLoop(
  load: Load,
  handled: () => number | Promise<number>,
  usages: () => readonly Usage[],
  { seconds, warmUpSeconds }: { seconds: number; warmUpSeconds: number },
): Promise<FullSpeed> {
  const before = await handled();
  const started = performance.now();
  let sent = 0;
  let begun: { at: number; handled: number; usages: readonly Usage[] } | undefined;
  for (;;) {
    const done = (await handled()) - before;
    const now = performance.now();
    const elapsed = (now - started) / 1_000;
    if (elapsed >= warmUpSeconds) begun ??= { at: now, handled: done, usages: usages() };
    if (begun && elapsed >= warmUpSeconds + seconds) {
      const count = done - begun.handled;
      const ended = usages();
      // Nothing of this may arrive in the next phase.
      await until('what is still on the way', async () => (await handled()) - before >= sent);
      const cpu = ended.map((usage, index) => usage.cpuSeconds - (begun?.usages[index]?.cpuSeconds ?? 0));
      return {
        perSecond: count / ((now - begun.at) / 1_000),
        handled: count,
        cpuSecondsPerMillion: cpu.map((each) => Number(((each / count) * 1e6).toPrecision(3))),
      };
    }
    const room = WINDOW - (sent - done);
    if (room > 0) sent += load.burst(room);
    await sleep(LOOK_EVERY_MS);
  }
}
