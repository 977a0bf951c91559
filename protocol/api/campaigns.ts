import { z } from 'zod';
import { areaId, bulletinClass, timeOfDay, ulid } from '../messages/fields.ts';
import { day } from './common.ts';

/** A campaign (đợt tuyên truyền): bulletins of the province that chosen communes air at least so often by a day. */
export const campaignInput = z.object({
  title: z.string().trim().min(1).max(200),
  topic: z.string().trim().max(80).optional(),
  bulletins: z.array(ulid).min(1).max(20),
  communes: z.array(areaId).min(1).max(500),
  from: day,
  deadline: day,
  /** Least number of airings a commune and bulletin. */
  airings: z.number().int().min(1).max(200),
  area: areaId.optional(),
});
export type CampaignInput = z.infer<typeof campaignInput>;
export const campaign = campaignInput
  .required({ area: true })
  .omit({ communes: true, bulletins: true })
  .extend({
    id: ulid,
    bulletins: z.array(z.object({ id: ulid, title: z.string() })),
    communes: z.number().int(),
    complied: z.number().int(),
    byName: z.string(),
    createdAt: z.number(),
    cancelledAt: z.number().optional(),
  });
export type Campaign = z.infer<typeof campaign>;
/** `GET /campaigns/{id}`: who complied. An airing is a run that was heard on at least one node of the commune. */
export const campaignDetail = campaign.extend({
  byCommune: z.array(
    z.object({
      commune: areaId,
      name: z.string(),
      bulletins: z.array(z.object({ bulletin: ulid, planned: z.number().int(), aired: z.number().int() })),
      complied: z.boolean(),
    }),
  ),
});
export type CampaignDetail = z.infer<typeof campaignDetail>;

/** `GET /inbox`: bulletins from above that a commune has not put on its timetable yet. */
export const inboxItem = z.object({
  bulletin: ulid,
  title: z.string(),
  class: bulletinClass,
  fromName: z.string(),
  receivedAt: z.number(),
  campaign: z
    .object({ id: ulid, title: z.string(), deadline: day, airings: z.number().int(), aired: z.number().int() })
    .optional(),
  /** A system above sent it, and would like to hear it then; the commune chooses. */
  wish: z
    .object({
      from: day.optional(),
      to: day.optional(),
      times: z.array(timeOfDay).max(24),
      weekdays: z.array(z.number().int().min(1).max(7)).max(7),
      /** The very days, where it named them one by one. */
      days: z.array(day).max(366).optional(),
    })
    .optional(),
});
export type InboxItem = z.infer<typeof inboxItem>;
