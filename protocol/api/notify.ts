import { z } from 'zod';
import { FAULT_KINDS, SEVERITIES } from '../faults.ts';
import { areaId, timeOfDay, ulid } from '../messages/fields.ts';
import { BODY_FORMS, CHANNEL_KINDS, HTTP_METHODS, MAIL_SECURITIES, MESSAGE_STATES, MESSAGE_STEPS } from '../notify.ts';
import { pageQuery } from './common.ts';

/** Only http(s), without a user in it: what is secret has a field of its own and is written `{key}`. */
const httpAddress = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => /^https?:\/\/[^/?#@{}\s]+([/?#]\S*)?$/i.test(text), {
    message: 'is not an address like https://sms.example/send, with neither user nor placeholder before the path',
  });
const headers = z
  .array(
    z.object({
      name: z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9-]{1,64}$/, 'is not the name of a header'),
      value: z
        .string()
        .trim()
        .max(500)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be in it
        .regex(/^[^\u0000-\u001f\u007f]*$/, 'may hold no line break'),
    }),
  )
  .max(10);

/** Where and how; none of it is secret. */
export const channelSettings = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('mail'),
    host: z.string().trim().min(1).max(253),
    port: z.number().int().min(1).max(65_535),
    security: z.enum(MAIL_SECURITIES),
    user: z.string().trim().max(200).default(''),
    from: z.email('is not an e-mail address'),
  }),
  z.object({ kind: z.literal('web-hook'), url: httpAddress }),
  z.object({ kind: z.literal('telegram'), url: httpAddress.default('https://api.telegram.org') }),
  z.object({
    kind: z.literal('sms'),
    method: z.enum(HTTP_METHODS),
    url: httpAddress,
    headers: headers.default([]),
    form: z.enum(BODY_FORMS).default('json'),
    body: z.string().max(4_000).default(''),
    /** What the answer must hold to count as taken; empty: any answer 2xx. */
    expects: z.string().max(200).default(''),
    /** Without diacritics and at most 160 characters: one SMS. */
    plain: z.boolean().default(true),
  }),
]);
export type ChannelSettings = z.infer<typeof channelSettings>;

const channelName = z.string().trim().min(1).max(80);
/** SMTP password, key of the signature, token of the bot, or `{key}` of a template. */
const secret = z.string().min(1).max(500);

/** As it is shown: the secret never leaves the gateway. `GET /notification-channels`: whoever may subscribe. */
export const channel = z.object({
  id: ulid,
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  /** Where it leads: for technician and administrator. */
  settings: channelSettings.optional(),
  hasSecret: z.boolean(),
  paused: z.boolean(),
  /** Since when nothing gets through, and the word why. */
  failingSince: z.number().optional(),
  failed: z.string().optional(),
  sentAt: z.number().optional(),
  waiting: z.number().int(),
});
export type Channel = z.infer<typeof channel>;
/** `POST`: the administrator of the whole installation, as every change of a channel. */
export const channelInput = z.object({ name: channelName, settings: channelSettings, secret: secret.optional() });
export type ChannelInput = z.infer<typeof channelInput>;
/** Settings are sent whole; without `secret` the old one stays, `null` takes it away. */
export const channelPatch = z.object({
  name: channelName.optional(),
  settings: channelSettings.optional(),
  secret: secret.nullable().optional(),
  paused: z.boolean().optional(),
});
export type ChannelPatch = z.infer<typeof channelPatch>;

/** `POST /notification-channels/{id}/test`: technician, administrator. */
export const channelTest = z.object({ to: z.string().trim().max(254).default('') });
export const channelTestResult = z.object({
  delivered: z.boolean(),
  /** `ok`, `HTTP 500`, `timeout`, `ECONNREFUSED`, `private-address`, …: a word without address or secret. */
  word: z.string(),
  tookMs: z.number(),
});
export type ChannelTestResult = z.infer<typeof channelTestResult>;

export const night = z.object({ from: timeOfDay, to: timeOfDay, criticalPasses: z.boolean() });
export type Night = z.infer<typeof night>;

const wishes = {
  channel: ulid,
  /** E-mail address, chat, telephone; empty for a web hook. */
  to: z.string().trim().max(254),
  area: areaId,
  minSeverity: z.enum(SEVERITIES),
  /** Empty: every kind. */
  kinds: z.array(z.enum(FAULT_KINDS)).max(FAULT_KINDS.length),
  /** Of the installation itself too: administrators only. */
  system: z.boolean(),
  /** When only the worst passes; absent: always awake. */
  night: night.optional(),
  /** Every so many hours while it is open and nobody took it; 0: never. */
  remindHours: z.number().int().min(0).max(168),
  /** 0: at once. Else the next person: told when nobody took it for so many minutes. */
  afterMinutes: z
    .number()
    .int()
    .min(0)
    .max(7 * 1_440),
};
export const subscription = z.object({
  id: ulid,
  ...wishes,
  channelName: z.string(),
  areaName: z.string(),
  /** Absent for a bare address. */
  account: ulid.optional(),
  accountName: z.string().optional(),
  name: z.string(),
  paused: z.boolean(),
});
export type Subscription = z.infer<typeof subscription>;
/**
 * `GET`: the own ones; technician and administrator all of their areas. `POST`: oneself in one's own areas; for others or for
 * a bare address technician and administrator.
 */
export const subscriptionInput = z.object({
  ...wishes,
  /** Whose: the own account when it is absent and `name` is empty. */
  account: ulid.optional(),
  /** Of a bare address: who reads it there. */
  name: z.string().trim().max(120).default(''),
  minSeverity: wishes.minSeverity.default('major'),
  kinds: wishes.kinds.default([]),
  system: wishes.system.default(false),
  remindHours: wishes.remindHours.default(0),
  afterMinutes: wishes.afterMinutes.default(0),
});
export type SubscriptionInput = z.infer<typeof subscriptionInput>;
export const subscriptionPatch = z.object({
  to: wishes.to.optional(),
  name: z.string().trim().max(120).optional(),
  area: areaId.optional(),
  minSeverity: wishes.minSeverity.optional(),
  kinds: wishes.kinds.optional(),
  system: wishes.system.optional(),
  night: night.nullable().optional(),
  remindHours: wishes.remindHours.optional(),
  afterMinutes: wishes.afterMinutes.optional(),
  paused: z.boolean().optional(),
});
export type SubscriptionPatch = z.infer<typeof subscriptionPatch>;

/** One line of the log. `GET /notifications`, newest first: technician, administrator, of their areas. */
export const notification = z.object({
  id: ulid,
  step: z.enum(MESSAGE_STEPS),
  state: z.enum(MESSAGE_STATES),
  channel: z.string(),
  channelName: z.string(),
  to: z.string(),
  toName: z.string(),
  area: areaId.optional(),
  incident: z.string().optional(),
  text: z.string(),
  createdAt: z.number(),
  dueAt: z.number(),
  sentAt: z.number().optional(),
  tries: z.number().int(),
  failed: z.string().optional(),
});
export type Notification = z.infer<typeof notification>;
export const notificationQuery = pageQuery.extend({
  cursor: ulid.optional(),
  state: z.enum(MESSAGE_STATES).optional(),
  channel: ulid.optional(),
  /** Of one repair case: what was told of its causes, and to whom it was given. */
  case: ulid.optional(),
});
