import { z } from 'zod';
import { areaId, bulletinClass, nodeId, sourceLevel, timeOfDay, ulid } from '../messages/fields.ts';
import { CHANGE_SCOPES } from '../timetable.ts';
import { HOLIDAYS } from '../vietnamese-calendar.ts';
import { approvalState, programme, programmeInput, resolution } from './broadcast.ts';
import { day } from './common.ts';

/** Two that want the same horns: what, when, how often, on which nodes. */
export const conflict = z.object({
  programme: ulid,
  title: z.string(),
  /** Whose it is; said also of what the person may not open. */
  area: areaId.optional(),
  areaName: z.string().optional(),
  class: bulletinClass,
  level: sourceLevel,
  /** Start of the new one's first run that meets it, and of the run it meets. */
  firstAt: z.number(),
  otherAt: z.number(),
  /** How often within the days looked at. */
  times: z.number().int(),
  /** Start of each of the new one's runs that meets it, at most 100. */
  at: z.array(z.number()).max(100),
  nodes: z.array(nodeId).max(200),
  nodeCount: z.number().int(),
  hamlets: z.array(z.object({ id: areaId, name: z.string() })).max(50),
  hamletCount: z.number().int(),
  /**
   * Ways out that are open: `replace` drops the other's runs that are met, `after` begins when the other ends, `in-order`
   * keeps both in the order the user gives (the only one between two priority bulletins of different levels, DOMAIN §3.1).
   */
  waysOut: z.array(z.enum(['replace', 'after', 'in-order'])),
  /** `after`: the first time of day at which it fits behind, Vietnamese time. */
  afterTime: timeOfDay.optional(),
});
export type Conflict = z.infer<typeof conflict>;

/** `POST /programmes/conflicts`: looks, saves nothing. With `id` as a change of that programme. */
export const conflictsInput = programmeInput.extend({ id: ulid.optional() });
export const conflictsAnswer = z.object({ days: z.number().int(), conflicts: z.array(conflict) });
export type ConflictsAnswer = z.infer<typeof conflictsAnswer>;

/**
 * `GET /programmes/orders?area`: a priority programme from above and the commune's own that meet within 14 days, where nobody of
 * the commune has said which goes first. `POST /programmes/orders` says it, of any two programmes.
 */
export const openOrder = z.object({
  above: z.object({ programme: ulid, title: z.string(), areaName: z.string() }),
  own: z.object({ programme: ulid, title: z.string(), areaName: z.string() }),
  /** When they first meet. */
  at: z.number(),
});
export type OpenOrder = z.infer<typeof openOrder>;
export const orderInput = z.object({ first: ulid, second: ulid });

/**
 * `POST /programmes/{id}/occurrences`: one run, those from one on, or all. `at` is the original instant of the recurrence. With
 * `from-on` the programme ends before `at` and a new one begins there. `version` is the one the user saw.
 */
export const occurrenceChange = z.object({
  at: z.number().int(),
  scope: z.enum(CHANGE_SCOPES).default('this'),
  version: z.number().int().optional(),
  change: z.discriminatedUnion('do', [
    z.object({ do: z.literal('skip'), reason: z.string().trim().min(1).max(200) }),
    z.object({ do: z.literal('move'), to: z.number().int() }),
    z.object({ do: z.literal('replace'), bulletins: z.array(ulid).min(1).max(32) }),
    /** Takes the exception at `at` back. */
    z.object({ do: z.literal('restore') }),
  ]),
});
export type OccurrenceChange = z.infer<typeof occurrenceChange>;

/** A programme as it was; `GET /programmes/{id}/history`, newest first. `undo` restores the version before the newest. */
export const programmeVersion = z.object({
  version: z.number().int(),
  at: z.number(),
  byName: z.string(),
  action: z.string(),
  programme,
});
export type ProgrammeVersion = z.infer<typeof programmeVersion>;

/** `POST /programmes/copy-week`: what sounds once in the week of `from` (its Monday) also in the week of `to`. */
export const copyWeekInput = z.object({ area: areaId, from: day, to: day });
export const copyWeekAnswer = z.object({
  made: z.array(programme),
  /** Not copied, and why; `code` is stable, for words in the reader's language. */
  left: z.array(z.object({ programme: ulid, title: z.string(), why: z.string(), code: z.string() })),
});
export type CopyWeekAnswer = z.infer<typeof copyWeekAnswer>;

/** `POST /programmes/import` (multipart `file`, an .ics): each event becomes a programme that waits for approval. */
export const icsImportAnswer = z.object({
  made: z.array(programme),
  left: z.array(z.object({ title: z.string(), why: z.string(), code: z.string() })),
});

/** Days on which nothing but emergencies sounds: a funeral of state, a mourning in the hamlet. */
export const silence = z.object({
  id: ulid,
  area: areaId,
  areaName: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  reason: z.string(),
  byName: z.string(),
  createdAt: z.number(),
});
export type Silence = z.infer<typeof silence>;
export const silenceInput = z.object({
  area: areaId,
  from: z.number().int(),
  to: z.number().int(),
  reason: z.string().trim().min(1).max(200),
});
export type SilenceInput = z.infer<typeof silenceInput>;

/** `GET /holidays?from&to`: national holidays and lunar days, Vietnamese calendar. */
export const holiday = z.object({
  day,
  /** Lunar day and month, e.g. `1/1`; with `n` behind the month in a leap month. */
  lunar: z.string(),
  /** Key of the name, absent on an ordinary day. */
  name: z.enum(HOLIDAYS).optional(),
});
export type Holiday = z.infer<typeof holiday>;

/** A list of places under a name, to be addressed again. */
export const group = z.object({
  id: ulid,
  name: z.string(),
  area: areaId,
  targets: z.array(z.union([z.object({ area: areaId }), z.object({ node: nodeId })])),
  nodes: z.number().int(),
  /** Made from the communes that name it; nobody changes or deletes it. */
  formerDistrict: z.boolean().optional(),
});
export type Group = z.infer<typeof group>;
/** How what its programmes meet at new places shall end, of each programme that follows the group. */
export const groupAnswers = z.array(z.object({ programme: ulid, resolutions: z.array(resolution).max(100) })).max(100);
export type GroupAnswers = z.infer<typeof groupAnswers>;
export const groupInput = z.object({
  name: z.string().trim().min(1).max(120),
  area: areaId.optional(),
  targets: z
    .array(z.union([z.object({ area: areaId }), z.object({ node: nodeId })]))
    .min(1)
    .max(500),
  /** Of the impact that was seen, where programmes follow the group; another one answers 409 `group-followed` with it. */
  agreed: z.string().max(64).optional(),
  /** While anything that is met is without one, saving answers 409 `conflict` with the impact. */
  answers: groupAnswers.optional(),
});
export type GroupInput = z.infer<typeof groupInput>;

/** `POST /groups/{id}/impact`: what a change of a group would do to the programmes that follow it. */
export const groupImpact = z.object({
  /** Names of the first fifty. */
  added: z.array(z.string()),
  addedCount: z.number().int(),
  removed: z.array(z.string()),
  removedCount: z.number().int(),
  programmes: z.array(
    z.object({
      id: ulid,
      title: z.string(),
      area: areaId,
      areaName: z.string(),
      state: approvalState,
      nodesAdded: z.number().int(),
      nodesRemoved: z.number().int(),
      approvalVoided: z.boolean(),
      /** What it meets at the loudspeakers that come, after what was answered; of two that come, the pair once. */
      conflicts: z.array(conflict),
      /** Of how many of them nothing is said yet. */
      open: z.number().int(),
      /** Its times of day, where the answers move it. */
      times: z.array(timeOfDay).optional(),
      /** Why the group cannot be saved so: a rule of the new places. */
      refusal: z.object({ code: z.string(), detail: z.string() }).optional(),
    }),
  ),
  /** How many must be approved again. */
  again: z.number().int(),
  /** How many conflicts wait for an answer, of how many days ahead. */
  open: z.number().int(),
  days: z.number().int(),
  /** Programmes that lose runs by the answers, and how many. */
  cut: z.array(z.object({ id: ulid, title: z.string(), areaName: z.string(), runs: z.number().int() })),
  /** To be sent along when it is saved. */
  agreed: z.string(),
});
export type GroupImpact = z.infer<typeof groupImpact>;

/** A session of the registered timetable of a commune or hamlet: the unit of the verdict (DOMAIN §4). */
export const timetableSession = z.object({
  id: ulid,
  area: areaId,
  /** 1 Monday … 7 Sunday. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
  /** First and last day on which it is due; registered ahead. */
  validFrom: day,
  validTo: day.optional(),
  byName: z.string(),
  registeredAt: z.number(),
});
export type TimetableSession = z.infer<typeof timetableSession>;
export const timetableSessionInput = timetableSession.pick({
  area: true,
  weekdays: true,
  from: true,
  to: true,
  validFrom: true,
  validTo: true,
});
export type TimetableSessionInput = z.infer<typeof timetableSessionInput>;
/** `POST /runs/{id}/cancel`: at least an hour ahead it leaves the ratio, later it counts as not heard (DOMAIN §4.6). */
export const cancelRunInput = z.object({ reason: z.string().trim().min(1).max(200) });

/** Hours in which a commune may be spoken to, beside its quiet hours; none means any hour that is not quiet. */
export const allowedWindow = z.object({ from: timeOfDay, to: timeOfDay, name: z.string().max(60).optional() });
