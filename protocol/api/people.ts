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

/** An account as administrators see it. */
export const account = z.object({
  id: ulid,
  username: z.string(),
  name: z.string(),
  role,
  areas: z.array(areaId),
  disabled: z.boolean(),
});
export type Account = z.infer<typeof account>;

export const accountInput = z.object({
  username: z.string().trim().min(1).max(64),
  name: z.string().trim().min(1).max(120),
  role,
  areas: z.array(areaId).max(64),
  password: z.string().min(12, 'needs at least 12 characters').max(256),
});
export type AccountInput = z.infer<typeof accountInput>;
