import { ulid } from 'ulid';
import { FIRMWARE } from '../../firmware-sim/firmware.ts';
import type { Birth } from '../../protocol/messages/uplink.ts';
import type { DemoNode } from './district.ts';

const STORAGE_BYTES = 16_000_000_000;

/** The first word of a node fresh from its box. */
export function newBirth(node: DemoNode, held: { config: number; keys: number }, at: number): Birth {
  return {
    v: 1,
    node: node.id,
    boot: ulid(at),
    session: ulid(at),
    at,
    firmware: FIRMWARE,
    capabilities: { opus: true, mp3: true, sensor: node.sensor, horns: node.horns },
    ...held,
    storage: { freeBytes: STORAGE_BYTES, totalBytes: STORAGE_BYTES },
    clock: { state: 'trusted', source: 'ntp' },
    log: { id: ulid(at), oldest: 0, next: 0 },
  };
}
