import { z } from 'zod';
import { HEALTH_CHECKS, HEALTH_STATES, HEALTH_UNITS } from '../health.ts';

export const healthCheck = z.object({
  check: z.enum(HEALTH_CHECKS),
  state: z.enum(HEALTH_STATES),
  /** Since when it is in this state; absent while it is unknown. */
  since: z.number().optional(),
  value: z.number().optional(),
  unit: z.enum(HEALTH_UNITS),
  /** Figures and names, not translated. */
  detail: z.string().optional(),
  lookedAt: z.number().optional(),
});
export type HealthCheckState = z.infer<typeof healthCheck>;

/** The sign of life that goes to an outside monitor. */
export const deadMan = z.object({
  /** Host of the outside address; absent: none is set. */
  host: z.string().optional(),
  /** From the server's own settings: cannot be changed on the page. */
  fixed: z.boolean(),
  sentAt: z.number().optional(),
  failedAt: z.number().optional(),
  failed: z.string().optional(),
  /** Checks for which it is held back now. */
  heldBack: z.array(z.enum(HEALTH_CHECKS)),
});
export type DeadMan = z.infer<typeof deadMan>;

/** `GET /health`: technician, administrator. */
export const health = z.object({
  at: z.number(),
  checks: z.array(healthCheck),
  deadMan,
  /** Time the gateway did not watch in the last 30 days, newest first; every node is unobserved in it. */
  gaps: z.array(z.object({ from: z.number(), to: z.number() })),
  /** First moment ever watched in these 30 days. */
  watchedFrom: z.number().optional(),
});
export type Health = z.infer<typeof health>;

/** `PUT /health/dead-man`: the administrator of the whole installation; an empty address takes it away. */
export const deadManInput = z.object({
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine((text) => text === '' || /^https?:\/\/[^/?#@\s]+([/?#]\S*)?$/i.test(text), {
      message: 'is not an address like https://hc-ping.com/…',
    }),
  method: z.enum(['GET', 'POST']).default('GET'),
});
export type DeadManInput = z.infer<typeof deadManInput>;
