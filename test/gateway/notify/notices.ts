import type { Notice } from '../../../gateway/notices.ts';
import type { Wish } from '../../../gateway/notify/wishes.ts';

export const COMMUNE = 'a000000000000000c';
export const HAMLET = 'a000000000000000e';
export const ELSEWHERE = 'a000000000000000f';
/** The hamlet lies in the commune. */
export const isWithin = (area: string, scope: readonly string[]) =>
  scope.includes(area) || (area === HAMLET && scope.includes(COMMUNE));

export function notice(more: Partial<Notice> = {}): Notice {
  const incident = more.incident ?? '01KATEST00000000000000000A';
  const what = more.what ?? 'opened';
  return {
    ...{ id: `${incident}/${what}`, incident, what, kind: 'node', cause: 'mains-lost', severity: 'critical' },
    ...{ area: HAMLET, name: 'AH-012', nodes: 1, codes: ['AH-012'], hamlets: [HAMLET], since: 0, at: 0 },
    ...more,
  };
}

export function wish(more: Partial<Wish> = {}): Wish {
  return {
    ...{ id: '01KAWISH00000000000000000A', channel: '01KACHANNEL0000000000000AA', to: 'a@xa.example', name: 'Tám' },
    ...{ area: COMMUNE, minSeverity: 'major', kinds: [], system: false, remindHours: 0, afterMinutes: 0 },
    ...{ paused: false, changedAt: 0 },
    ...more,
  };
}
