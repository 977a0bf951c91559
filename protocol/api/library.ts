import { z } from 'zod';
import { FIELDS, GENRES, RETURN_REASONS } from '../bulletins.ts';
import { areaId, bulletinClass, sha256, ulid } from '../messages/fields.ts';
import { SPEEDS, VOICES } from '../speech.ts';
import { returned } from './broadcast.ts';
import { day } from './common.ts';

/** `GET /bulletins`: narrows the list beside `area`, `state`, `search` (without accents), `cursor` and `limit`. */
export const bulletinFilter = z.object({
  field: z.enum(FIELDS).optional(),
  genre: z.enum(GENRES).optional(),
  language: z.string().max(20).optional(),
  /** `true`: only those whose last day is over. */
  expired: z.enum(['true', 'false']).optional(),
});

/** What somebody has heard of a recording: stretches in ms, joined by the server, never a position alone. */
export const listenedInput = z.object({
  recording: sha256,
  ranges: z
    .array(z.object({ from: z.number().int().min(0), to: z.number().int().min(0) }))
    .min(1)
    .max(200),
});
export const listened = z.object({
  recording: sha256,
  ranges: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
  /** What must be heard before approving: the whole, or of a long one start, end and three random parts (UX §9d). */
  required: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
  leftMs: z.number().int(),
  enough: z.boolean(),
});
export type Listened = z.infer<typeof listened>;

/** `POST /bulletins/{id}/return`, `POST /programmes/{id}/return`: back to the maker, with the reason. */
export const returnInput = z.object({ reason: z.enum(RETURN_REASONS), note: z.string().trim().max(400).optional() });
export type ReturnInput = z.infer<typeof returnInput>;
/** `GET /approvals`: everything that waits for this person, the soonest first. */
export const approvalItem = z.object({
  kind: z.enum(['bulletin', 'programme']),
  id: ulid,
  title: z.string(),
  contentHash: sha256,
  /** When it sounds first; absent for a bulletin without a programme. */
  firstAt: z.number().optional(),
  runs: z.number().int(),
  hamlets: z.array(z.string()).max(20),
  hamletCount: z.number().int(),
  nodes: z.number().int(),
  class: bulletinClass,
  createdByName: z.string(),
  /** The reader made or changed it: somebody else approves. */
  own: z.boolean(),
  /** What is to be heard, each with how much is left for this reader. */
  recordings: z.array(
    z.object({ sha256, title: z.string(), durationMs: z.number().int(), opus: sha256, mp3: sha256, listened }),
  ),
  /** Stations that are passed on; `fallback` is one of the recordings to be heard. */
  relays: z
    .array(z.object({ station: ulid, name: z.string(), minutes: z.number().int(), fallback: sha256 }))
    .optional(),
  text: z.string().optional(),
  returned: returned.optional(),
  /** What differs from what was returned or approved last, in pairs. */
  changes: z.array(
    z.object({ what: z.enum(['title', 'bulletins', 'targets', 'times', 'recording', 'text', 'other']) }),
  ),
});
export type ApprovalItem = z.infer<typeof approvalItem>;
/** `POST /approvals`: a whole week at once; each as it was read. Answers what was approved and what was not, and why. */
export const approveManyInput = z.object({
  items: z
    .array(z.object({ kind: z.enum(['bulletin', 'programme']), id: ulid, contentHash: sha256 }))
    .min(1)
    .max(200),
});
export const approveManyAnswer = z.object({
  approved: z.array(ulid),
  refused: z.array(z.object({ id: ulid, code: z.string(), detail: z.string() })),
});
export type ApproveManyAnswer = z.infer<typeof approveManyAnswer>;

/** `GET /deputies`: who approves in whose place, from one day to another. */
export const deputy = z.object({
  id: ulid,
  account: ulid,
  accountName: z.string(),
  forName: z.string(),
  area: areaId,
  from: day,
  to: day,
});
export type Deputy = z.infer<typeof deputy>;
export const deputyInput = z.object({ account: ulid, from: day, to: day, area: areaId.optional() });
export type DeputyInput = z.infer<typeof deputyInput>;
/** `GET /deputies/candidates`: the other approvers of the reader's areas, whom the reader may name. */
export const deputyCandidates = z.object({ items: z.array(z.object({ id: ulid, name: z.string() })) });

/** `GET /bulletins/{id}/usage`: where it sounds and sounded. */
export const usage = z.object({
  programmes: z.array(z.object({ id: ulid, title: z.string(), state: z.string(), nextAt: z.number().optional() })),
  future: z.number().int(),
  past: z.number().int(),
  lastAt: z.number().optional(),
});
export type Usage = z.infer<typeof usage>;

/** `GET /recordings/{sha256}/waveform`: peaks 0-100, at most 400, and the loudness (LUFS). */
export const waveform = z.object({ peaks: z.array(z.number().int().min(0).max(100)).max(400) });
export type Waveform = z.infer<typeof waveform>;

/** `POST /recordings/{sha256}/replace` `{by}`: in every bulletin that is not over; each waits for approval again. */
export const replaceRecordingInput = z.object({ by: sha256 });
export const replaceRecordingAnswer = z.object({ bulletins: z.array(ulid), programmes: z.array(ulid) });

/** `POST /speech`: a recording that reads the text. `POST /speech/preview` with the same body: only the words. */
export const speechInput = z.object({
  text: z.string().trim().min(1).max(20_000),
  title: z.string().trim().min(1).max(200).optional(),
  voice: z.enum(VOICES).default('north'),
  speed: z.enum(SPEEDS).default('normal'),
  area: areaId.optional(),
});
export type SpeechInput = z.infer<typeof speechInput>;
/** What the machine will read; pieces that differ from what was written are marked. */
export const speechPreview = z.object({
  spoken: z.string(),
  pieces: z.array(
    z.object({
      written: z.string(),
      spoken: z.string(),
      changed: z.boolean(),
      /** The commune's own dictionary says it so. */
      byDictionary: z.boolean().optional(),
      /** It is a pause mark: silence of so long. */
      pauseMs: z.number().int().optional(),
    }),
  ),
  /** The same by sentence, from and to in what was written (NFC), with the pause after each (ms): what `POST /speech/sentence` lets one hear alone. */
  sentences: z.array(z.object({ from: z.number().int(), to: z.number().int(), pauseMs: z.number().int() })).optional(),
});
export type SpeechPreview = z.infer<typeof speechPreview>;
/** `POST /speech/sentence` with the body of `POST /speech` (at most 600 characters): MP3 at once, nothing is kept. */
export const sentenceInput = speechInput.extend({ text: z.string().trim().min(1).max(600) });

/** `GET /speech/voices`: what the configured engine can; shown where a voice is chosen. */
export const speechVoices = z.object({
  engine: z.string(),
  voices: z.array(z.object({ id: z.enum(VOICES), name: z.string() })),
  /** Why speech is not to be had now. */
  missing: z.string().optional(),
});
export type SpeechVoices = z.infer<typeof speechVoices>;

/**
 * How a commune reads its own words: `GET /areas/{area}/dictionary` (with those of the areas above, `inherited`),
 * `PUT /areas/{area}/dictionary` with the whole list of its own. The longest match goes first, whole words, before every rule.
 */
export const dictionaryEntry = z.object({
  written: z.string().trim().min(1).max(60),
  spoken: z.string().trim().min(1).max(120),
  /** Capitals and small letters are told apart. */
  exact: z.boolean().default(false),
});
export type DictionaryEntry = z.infer<typeof dictionaryEntry>;
export const dictionary = z.object({
  entries: z.array(dictionaryEntry),
  inherited: z.array(dictionaryEntry.extend({ areaName: z.string() })),
});
export type Dictionary = z.infer<typeof dictionary>;
export const dictionaryInput = z.object({ entries: z.array(dictionaryEntry).max(500) });

/** `POST /letters` (multipart `file`, DOCX or PDF): the text of an official letter, with a proposal for the bulletin. */
export const letter = z.object({
  title: z.string(),
  text: z.string(),
  field: z.enum(FIELDS),
  /** Number and date of the letter where they were found. */
  reference: z.string().optional(),
  warnings: z.array(z.enum(['no-text', 'cut', 'tables-left-out'])),
});
export type Letter = z.infer<typeof letter>;
