// pure
import { DEFAULT_SETTINGS } from '../../../gateway/areas/broadcast-settings.ts';
import type { StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import type { Manner } from '../../../gateway/broadcast/manner.ts';
import { previewOf } from '../../../gateway/broadcast/preview.ts';
import type { StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import { silenceAt } from '../../../gateway/broadcast/silence.ts';
import { type Slot, slotOf } from '../../../gateway/broadcast/slots.ts';
import type { Bulletin, PreviewItem, Programme, Recording } from '../../../protocol/api/broadcast.ts';
import type { Silence } from '../../../protocol/api/schedule.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../../protocol/quiet-hours.ts';

/** Every commune of the fake keeps the hours and settings a new one has. */
export const MANNER: Manner = { quiet: DEFAULT_QUIET_WINDOWS, settings: DEFAULT_SETTINGS };

/** A hamlet and its nodes. */
export interface Heard {
  readonly id: string;
  readonly parent: string;
  readonly nodes: number;
  readonly online: number;
}

/** Stored items say who approved by id alone; the fake's carry the name as well. */
export function slotsOf(
  programmes: readonly Programme[],
  bulletins: readonly Bulletin[],
  recordings: readonly Recording[],
): Slot[] {
  const known = new Map(bulletins.map((one): [string, StoredBulletin] => [one.id, storedBulletin(one)]));
  const sounds = new Map(recordings.map((one) => [one.sha256, one]));
  return programmes.map((one) => slotOf(storedProgramme(one), known, sounds));
}

/** The gateway's own preview of the fake's programmes. */
export function previewFrom(
  slots: readonly Slot[],
  hamletsOf: (programme: StoredProgramme) => readonly Heard[],
  silences: readonly Silence[],
  window: { readonly from: number; readonly to: number },
): PreviewItem[] {
  return previewOf(
    slots.map((slot) => ({
      slot,
      hamlets: hamletsOf(slot.programme).map(({ id, parent, nodes, online }) => ({
        ...{ id, nodes, online, manner: MANNER },
        isSilent: (sound) =>
          silenceAt(silences, (_, scope) => scope.some((area) => area === id || area === parent), id, sound) !==
          undefined,
      })),
    })),
    window,
  );
}

export function storedProgramme(programme: Programme): StoredProgramme {
  const {
    approval,
    returned: _,
    createdByName: _name,
    version = 1,
    durationMs: _length,
    exception,
    follows,
    ...rest
  } = programme;
  const { id, area, contentHash } = rest;
  const leave = exception && {
    ...{ ...exception, id, programme: id, area, contentHash },
    confirmed: exception.confirmed.map(({ byName, at }) => ({ by: byName, at })),
    runs: exception.runs.map((startAt) => ({ at: startAt, startAt, content: [] })),
  };
  return {
    ...{ ...rest, version, changedBy: programme.createdBy },
    ...(approval ? { approval } : {}),
    ...(leave ? { exception: leave } : {}),
    ...(follows ? { follows: { ...follows, groups: follows.groups.map((group) => group.id) } } : {}),
  };
}

function storedBulletin(bulletin: Bulletin): StoredBulletin {
  const { approval, returned: _, createdByName: _name, usedIn: _used, durationMs: _length, relay, ...rest } = bulletin;
  const relayed = relay ? { relay: { ...relay, source: relay.station } } : {};
  return { ...rest, ...relayed, changedBy: bulletin.createdBy, ...(approval ? { approval } : {}) };
}
