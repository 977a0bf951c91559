import { z } from 'zod';
import { areaId, ulid } from '../messages/fields.ts';

/** DOMAIN §1. */
export const ROLES = ['operator', 'approver', 'hamlet-head', 'technician', 'appraiser', 'administrator'] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

export const signIn = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) });

export const me = z.object({
  account: z.object({ id: ulid, username: z.string(), name: z.string(), role, areas: z.array(areaId) }),
  /** To be sent back as `x-csrf-token` with every change. */
  csrfToken: z.string(),
  /** A label every page must show, in a demo installation. */
  demo: z.object({ label: z.string() }).optional(),
  serverTime: z.number(),
});
export type Me = z.infer<typeof me>;
