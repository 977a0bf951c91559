import type { Firmware, RolloutDetail, RolloutFailure } from '../../../protocol/api/firmware.ts';
import { firmwareText } from '../../../protocol/firmware.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import type { Places } from './places.ts';
import { seededUlid } from './random.ts';

const KEY = { kid: 'q3J0c8vTzX5mYw2LrB7NaA', name: 'Sở VHTTDL Nghệ An' };

/** Firmware of a province in the middle of a roll-out that has halted by itself. */
export class FirmwareWorld {
  keys = [KEY];
  items: Firmware[];
  rollouts: RolloutDetail[];
  readonly fleet: { firmware: string; nodes: number }[];

  constructor(places: Places, now: () => number) {
    const at = now();
    const about = {
      model: 'loaxa-node',
      bytes: 18_400_000,
      allowDowngrade: false,
      signedBy: KEY.kid,
      trusted: true,
      expired: false,
    };
    const said = { signerName: KEY.name, uploadedByName: 'Phan Văn Quân' };
    this.items = [
      {
        ...{ ...about, ...said, sha256: 'b'.repeat(64), version: '1.4.0', minFrom: '1.2.0', releaseCounter: 14 },
        notes: 'Giữ kết nối tốt hơn khi sóng yếu.\nĐo dòng loa mỗi giờ.',
        ...{ createdAt: at - 30 * HOUR_MS, uploadedAt: at - 26 * HOUR_MS, expiresAt: at + 30 * DAY_MS },
      },
      {
        ...{ ...about, ...said, sha256: 'd'.repeat(64), version: '1.4.1', minFrom: '1.4.0', releaseCounter: 15 },
        ...{ notes: 'Bản thử cho một tuần.', expiresAt: at - DAY_MS, expired: true },
        ...{ createdAt: at - 200 * HOUR_MS, uploadedAt: at - 190 * HOUR_MS },
      },
      {
        ...{ ...about, sha256: 'a'.repeat(64), version: '1.3.2', releaseCounter: 13, trusted: false, notes: '' },
        ...{ createdAt: at - 900 * HOUR_MS, uploadedAt: at - 890 * HOUR_MS, uploadedByName: 'Phan Văn Quân' },
      },
    ];
    this.fleet = [
      { firmware: 'loaxa-node 1.3.2', nodes: 19_204 },
      { firmware: 'loaxa-node 1.4.0', nodes: 212 },
      { firmware: 'loaxa-node 1.2.9', nodes: 588 },
    ];
    const failures = places.nodes.slice(0, 3).map(
      (node, index): RolloutFailure => ({
        ...{ node: node.id, code: node.code, hamletName: node.hamletName ?? '', stage: 1, at: at - HOUR_MS },
        ...(
          [
            { state: 'rolled-back', reason: 'crashed' },
            { state: 'silent', reason: 'silent' },
            { state: 'refused', reason: 'below-minimum' },
          ] as const
        )[index as 0 | 1 | 2],
      }),
    );
    const head = { pauseMinutes: 60, createdByName: 'Phan Văn Quân', area: places.province.id, areaName: 'Nghệ An' };
    this.rollouts = [
      {
        ...{ ...head, id: seededUlid('rollout', 1), firmware: 'b'.repeat(64), name: 'loaxa-node 1.4.0' },
        ...{ state: 'halted', reason: 'crashed', stage: 1, stateAt: at - HOUR_MS, createdAt: at - 25 * HOUR_MS },
        nodes: 20_004,
        stages: [
          { share: 1, nodes: 201, counts: { confirmed: 201 }, away: 0, held: 0 },
          {
            ...{ share: 10, nodes: 1_800, away: 71, held: 96 },
            counts: { confirmed: 11, waiting: 1_750, sent: 12, installed: 24, 'rolled-back': 1, silent: 1, refused: 1 },
          },
          { share: 100, nodes: 18_003, counts: { waiting: 18_003 }, away: 0, held: 0 },
        ],
        failures,
      },
      {
        ...{ ...head, id: seededUlid('rollout', 0), firmware: 'a'.repeat(64), name: 'loaxa-node 1.3.2' },
        ...{ state: 'done', stage: 0, stateAt: at - 800 * HOUR_MS, createdAt: at - 880 * HOUR_MS, nodes: 19_980 },
        stages: [{ share: 100, nodes: 19_980, counts: { confirmed: 19_980 }, away: 0, held: 0 }],
        failures: [],
      },
    ];
  }

  nameOf(sha256: string): string {
    const found = this.items.find((one) => one.sha256 === sha256);
    return found ? firmwareText(found) : '';
  }
}
