import { z } from 'zod';

/** A form that somebody has begun. The page alone knows its fields; the gateway keeps it as it came. */
const form = z.record(z.string().max(40), z.unknown());
const LONGEST = 32 * 1024;

/** `GET /drafts/{of}`: one's own, as it was kept last; `draft` is absent when there is none. */
export const formDraft = z.object({ version: z.number().int(), changedAt: z.number(), form });
export type FormDraftShown = z.infer<typeof formDraft>;
export const formDraftAnswer = z.object({ draft: formDraft.optional() });
export type FormDraftAnswer = z.infer<typeof formDraftAnswer>;

/** `PUT /drafts/{of}`: `seen` is the version this device saw last; another one answers 409 `draft-changed` with `draft`. */
export const formDraftInput = z.object({
  form: form.refine((fields) => JSON.stringify(fields).length <= LONGEST, 'a draft has at most 32 KiB'),
  seen: z.number().int().min(1).optional(),
});
export const formDraftKept = z.object({ version: z.number().int(), changedAt: z.number() });
export type FormDraftKept = z.infer<typeof formDraftKept>;
