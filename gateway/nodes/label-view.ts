import { createHash } from 'node:crypto';
import type { OpenLabel, WaitingDevice } from '../../protocol/api/enrolment.ts';
import { deviceName } from '../../protocol/device-name.ts';
import type { Label } from './label-rules.ts';
import type { AreaLookup, Roster } from './roster.ts';

export interface LabelViewParts {
  readonly areas: AreaLookup;
  readonly roster: Roster;
  readonly nameOf: (account: string) => string | undefined;
}

/** What a device without an id is called. */
export function nameOfKey(publicKey: string): string {
  return deviceName(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest());
}

export function callingDevice({ device, otherCalls }: Label): OpenLabel['device'] {
  if (!device) return undefined;
  const { firmware, since, calledAt } = device;
  return { name: nameOfKey(device.key), firmware, since, lastCallAt: calledAt, otherCalls };
}

export function labelView(label: Label, parts: LabelViewParts): OpenLabel {
  const device = callingDevice(label);
  const createdByName = parts.nameOf(label.createdBy);
  return {
    id: label.id,
    createdAt: label.createdAt,
    expiresAt: label.expiresAt,
    ...place(label, parts),
    ...(createdByName === undefined ? {} : { createdByName }),
    ...(device === undefined ? {} : { device }),
  };
}

/** The devices that called with these labels, the latest first. */
export function waitingView(labels: readonly Label[], parts: LabelViewParts): WaitingDevice[] {
  return labels
    .flatMap((label) => {
      const device = callingDevice(label);
      return device ? [{ ...device, label: label.id, ...place(label, parts) }] : [];
    })
    .sort((a, b) => b.lastCallAt - a.lastCallAt);
}

function place(
  { area, node }: Label,
  { areas, roster }: LabelViewParts,
): Pick<OpenLabel, 'area' | 'areaName' | 'node'> {
  const nodeCode = node === undefined ? undefined : roster.get(node)?.code;
  return {
    area,
    areaName: areas.get(area)?.name ?? '',
    ...(node === undefined ? {} : { node }),
    ...(nodeCode === undefined ? {} : { nodeCode }),
  };
}
