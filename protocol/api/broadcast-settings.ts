import { z } from 'zod';
import { percent, quietWindow, sha256 } from '../messages/fields.ts';
import { OVERRUN_RULES } from '../quiet-hours.ts';
import { allowedWindow } from './schedule.ts';

/** `GET/PUT /areas/{area}/allowed-hours`: none means any hour that is not quiet. */
export const allowedHours = z.object({ windows: z.array(allowedWindow) });
export const allowedHoursInput = z.object({
  windows: z.array(allowedWindow).max(8),
  reason: z.string().trim().min(3).max(200),
});

/** Longest run anybody may ask for; what a node is told to keep to, whatever comes (DOMAIN §3.9). */
export const LONGEST_RUN_MINUTES = 180;

/** How a commune's loudspeakers speak: `GET/PUT /areas/{area}/broadcast-settings`. */
export const broadcastSettings = z.object({
  /** Of each class, where a programme names none; percent. */
  volume: z.object({ emergency: percent, priority: percent, normal: percent }),
  /** The recording that sounds before each class; none when absent. An emergency has its own siren. */
  chime: z.object({ priority: sha256.optional(), normal: sha256.optional() }),
  /** What begins in time and would run on into quiet hours: refused, or trimmed to their beginning. */
  overrun: z.enum(OVERRUN_RULES),
  maxRunMinutes: z.number().int().min(1).max(LONGEST_RUN_MINUTES),
  /**
   * Neighbours begin this many seconds apart; 0 is off. Neighbours are the nodes of one hamlet, or with `metres` those
   * within that distance wherever both places are known.
   */
  stagger: z.object({
    seconds: z.number().int().min(0).max(15),
    metres: z.number().int().min(10).max(5_000).optional(),
  }),
  /** Not louder than this in these hours, emergencies excepted; a node may have a smaller one of its own. */
  loudest: z.array(quietWindow.extend({ percent })).max(8).optional(),
});
export type BroadcastSettings = z.infer<typeof broadcastSettings>;
export const broadcastSettingsInput = broadcastSettings.extend({ reason: z.string().trim().min(3).max(200) });
export type BroadcastSettingsInput = z.infer<typeof broadcastSettingsInput>;
