import { readFileSync, statfsSync } from 'node:fs';
import type { Beat, Birth } from '../../protocol/messages/uplink.ts';

const THERMAL_ZONE = '/sys/class/thermal/thermal_zone0/temp';
/** Touched by systemd-timesyncd when the clock follows a time server. */
const SYNCHRONIZED = '/run/systemd/timesync/synchronized';
const KERNEL_BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** What a Linux board can say of itself without extra hardware. */
export function boardTelemetry(folder: string): Partial<Beat> {
  const milli = Number(textOf(THERMAL_ZONE));
  const celsius = milli / 1_000;
  return {
    freeBytes: storageOf(folder).freeBytes,
    ...(milli !== 0 && celsius >= -60 && celsius <= 150 && { celsius }),
  };
}

export function storageOf(folder: string): Birth['storage'] {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

export function isClockSynchronized(): boolean {
  return textOf(SYNCHRONIZED) !== undefined;
}

/** Differs after every boot of the board, not after a restart of this program. */
export function kernelBootId(): string {
  return textOf(KERNEL_BOOT_ID)?.trim() ?? 'unknown';
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
