import { z } from 'zod';

/** The gateway's keys as an administrator sees them. */
export const keyState = z.object({
  root: z.object({
    /** SHA-256 in groups of four hexadecimal digits: compared with the label of a node. */
    fingerprint: z.string(),
    /** The private half still lies in the data folder; `npm run keys -- export-root FOLDER` moves it away. */
    onServer: z.boolean(),
  }),
  version: z.number(),
  at: z.number(),
  keys: z.array(
    z.object({
      kid: z.string(),
      use: z.enum(['command', 'checkpoint']),
      from: z.number(),
      to: z.number().optional(),
      state: z.enum(['next', 'signing', 'ending', 'ended']),
    }),
  ),
  /** Enrolled nodes, and how many of them said that they hold this list. */
  nodes: z.object({ enrolled: z.number(), newest: z.number() }),
});
export type KeyState = z.infer<typeof keyState>;
