import type { Area } from '../../protocol/api/areas.ts';
import type { Bulletin, Programme, Recording } from '../../protocol/api/broadcast.ts';
import type { EmergencyTemplate } from '../../protocol/api/emergency.ts';
import type { Listened } from '../../protocol/api/library.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import type { ApiClient } from './api-client.ts';
import { eventually } from './processes.ts';
import { type System, spokenRecording } from './system.ts';

/** Who and what every flow needs: an administrator, somebody else who approves, a commune with one hamlet. */
export interface Commune {
  readonly admin: ApiClient;
  readonly approver: ApiClient;
  readonly hamlet: Area;
}

export async function foundCommune(system: System): Promise<Commune> {
  const admin = await system.administrator();
  const area = (kind: Area['kind'], unit: string, name: string, parent?: string) =>
    admin.post<Area>('/api/v1/areas', { kind, unit, name, validFrom: '2025-07-01', ...(parent ? { parent } : {}) });
  const province = await area('province', 'tỉnh', 'Nghệ An');
  const commune = await area('commune', 'xã', 'An Hòa', province.id);
  const hamlet = await area('hamlet', 'thôn', 'Đông', commune.id);
  await system.quietHoursElsewhere(admin, commune.id);
  const password = 'mot-mat-khau-dai';
  await admin.post('/api/v1/accounts', {
    username: 'lan',
    name: 'Lan',
    role: 'approver',
    password,
    areas: [commune.id],
  });
  return { admin, approver: await system.signIn('lan', password), hamlet };
}

/** A spoken recording, uploaded or (`bySpeech`) made by the gateway's own voice, made a bulletin of the commune and approved by the other person. */
export async function approvedBulletin(
  system: System,
  { admin, approver, hamlet }: Commune,
  { name, title, text, bySpeech = false }: { name: string; title: string; text: string; bySpeech?: boolean },
): Promise<{ recording: Recording; bulletin: Bulletin }> {
  const recording = bySpeech
    ? await admin.post<Recording>('/api/v1/speech', { text, title, area: hamlet.parent })
    : await admin.upload<Recording>('/api/v1/recordings', spokenRecording(system.folder, name, text), { title });
  const draft = { title, recording: recording.sha256, area: hamlet.parent };
  const bulletin = await admin.post<Bulletin>('/api/v1/bulletins', draft);
  await listen(approver, recording);
  await approver.post(`/api/v1/bulletins/${bulletin.id}/approve`);
  return { recording, bulletin };
}

/** As a player does that began just now and says again and again what it played; the gateway believes it at the pace of listening. */
export async function listen(person: ApiClient, { sha256, durationMs }: Recording): Promise<void> {
  const played = (to: number) =>
    person.post<Listened>(`/api/v1/recordings/${sha256}/listened`, { ranges: [{ from: 0, to }] });
  await played(0);
  const heard = async () => (await played(durationMs)).enough || undefined;
  await eventually('the whole of it is heard', heard, durationMs + 10_000);
}

/** The first full minute after so long. */
export function minuteAfter(ms: number): number {
  return Math.ceil((Date.now() + ms) / MINUTE_MS) * MINUTE_MS;
}

/**
 * The bulletin once on the hamlet, approved; returns the run. The times of a programme are full minutes, so that any other instant
 * is one to which the airing of tomorrow was moved, and nobody waits for a minute to begin.
 */
export async function scheduleOnce(
  { admin, approver, hamlet }: Commune,
  bulletin: Bulletin,
  dueAt: number,
): Promise<string> {
  const originalAt = dueAt % MINUTE_MS === 0 ? dueAt : minuteAfter(DAY_MS);
  const programme = await admin.post<Programme>('/api/v1/programmes', {
    ...{ title: `Bản tin ${timeOf(dueAt)}`, bulletins: [bulletin.id], targets: [{ area: hamlet.id }] },
    area: hamlet.parent,
    recurrence: {
      ...{ from: dayOf(originalAt), to: dayOf(originalAt), times: [timeOf(originalAt)] },
      exceptions: originalAt === dueAt ? [] : [{ at: originalAt, do: 'move', to: dueAt }],
    },
  });
  await approver.post(`/api/v1/programmes/${programme.id}/approve`);
  return `${programme.id}@${originalAt}`;
}

/**
 * Sirens and prepared messages are spoken after the first start and become recordings: whoever measures, or compares the data
 * before and after, waits for that.
 */
export function everyPreparedMessage(person: ApiClient): Promise<EmergencyTemplate[]> {
  return eventually(
    'every prepared message is spoken',
    async () => {
      const { items } = await person.get<{ items: EmergencyTemplate[] }>('/api/v1/emergency-templates');
      return items.length === 12 ? items : undefined;
    },
    200_000,
  );
}
