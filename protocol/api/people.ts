import { z } from 'zod';
import { areaId, ulid } from '../messages/fields.ts';
import { ROLES } from '../roles.ts';

export const role = z.enum(ROLES);
export type { Role } from '../roles.ts';

const personName = z.string().trim().min(1).max(120);
const username = z.string().trim().min(1).max(64);
export const newPassword = z.string().min(12, 'needs at least 12 characters').max(256);
/** Unlocks a trusted device for a shift; never enough without the device. */
export const pin = z.string().regex(/^\d{6}$/, 'is six digits');
/** Six digits of the authenticator (RFC 6238), or one of the recovery codes. */
export const secondFactorCode = z.string().trim().min(6).max(32);
/** One-time code of a link or a card: 80 random bits, as typed by hand. */
export const linkCode = z.string().trim().min(16).max(64);

export const signIn = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) });
export const pinSignIn = z.object({ pin });
/** `pin` on a trusted device, or `code` of the authenticator elsewhere: the shift begins anew. */
export const unlock = z.union([z.object({ pin }), z.object({ code: secondFactorCode })]);

/** How far a session is: everything, or only what completes the sign-in. */
export const SIGN_IN_STEPS = ['done', 'second-factor', 'second-factor-set-up'] as const;
export const signInStep = z.enum(SIGN_IN_STEPS);
export type SignInStep = z.infer<typeof signInStep>;

export const me = z.object({
  account: z.object({ id: ulid, username: z.string(), name: z.string(), role, areas: z.array(areaId) }),
  /** To be sent back as `x-csrf-token` with every change. */
  csrfToken: z.string(),
  step: signInStep,
  /** Until when (ms UTC) acts that need a fresh proof of the person go without PIN or code: one shift, 12 h. */
  unlockedUntil: z.number(),
  /** The authenticator is set up. */
  secondFactor: z.boolean(),
  /** This browser is a trusted device of the account: its PIN unlocks. */
  device: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Last moment of an account that ends (an appraiser's), ms UTC. */
  validUntil: z.number().optional(),
  /** A label every page must show, in a demo installation. */
  demo: z.object({ label: z.string() }).optional(),
  serverTime: z.number(),
});
export type Me = z.infer<typeof me>;

/** Whose PIN this browser may ask for, before anybody is signed in. */
export const knownDevice = z.object({ device: z.object({ name: z.string(), accountName: z.string() }).optional() });
export type KnownDevice = z.infer<typeof knownDevice>;

/** Base 32 secret and otpauth:// URI for the authenticator; valid once confirmed with a code. */
export const secondFactorSecret = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorSecret = z.infer<typeof secondFactorSecret>;
/** Shown once. Each opens the second step one time. */
export const recoveryCodes = z.object({ codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;

export const trustedDevice = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  seenAt: z.number(),
  expiresAt: z.number(),
  /** The browser that asks. */
  current: z.boolean(),
});
export type TrustedDevice = z.infer<typeof trustedDevice>;
export const trustedDeviceInput = z.object({ name: z.string().trim().min(1).max(60), pin });

export const openSession = z.object({
  id: z.string(),
  createdAt: z.number(),
  seenAt: z.number(),
  address: z.string().optional(),
  agent: z.string().optional(),
  current: z.boolean(),
});
export type OpenSession = z.infer<typeof openSession>;

/** For programs: acts as its account within `areas`, never in what needs a fresh proof of the person. */
export const apiToken = z.object({
  id: ulid,
  name: z.string(),
  areas: z.array(areaId),
  mayChange: z.boolean(),
  createdAt: z.number(),
  expiresAt: z.number(),
  usedAt: z.number().optional(),
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokenInput = z.object({
  name: z.string().trim().min(1).max(60),
  areas: z.array(areaId).min(1).max(64),
  mayChange: z.boolean().default(false),
  /** At most a year ahead. */
  days: z.number().int().min(1).max(366),
});
/** `token` is shown this once. */
export const madeApiToken = apiToken.extend({ token: z.string() });

/** An account as administrators see it. */
export const account = z.object({
  id: ulid,
  username: z.string(),
  name: z.string(),
  role,
  areas: z.array(areaId),
  disabled: z.boolean(),
  secondFactor: z.boolean(),
  devices: z.number().int(),
  /** Nobody has chosen its password (or linked its phone) yet. */
  invited: z.boolean(),
  validUntil: z.number().optional(),
  erased: z.boolean(),
});
export type Account = z.infer<typeof account>;

export const accountInput = z.object({
  username,
  name: personName,
  role,
  areas: z.array(areaId).max(64),
  /** Absent: the answer carries a one-time link with which the person chooses it. A hamlet head never has one. */
  password: newPassword.optional(),
  validUntil: z.number().int().optional(),
});
export type AccountInput = z.infer<typeof accountInput>;
/** Absent leaves a field as it is; null empties it. */
export const accountPatch = z.object({
  name: personName.optional(),
  role: role.optional(),
  areas: z.array(areaId).max(64).optional(),
  disabled: z.boolean().optional(),
  validUntil: z.number().int().nullish(),
});
export type AccountPatch = z.infer<typeof accountPatch>;

/** One-time link of an account: `password` to choose one, `phone` to link a hamlet head's phone. The code is shown this once. */
export const accountLink = z.object({ kind: z.enum(['password', 'phone']), code: z.string(), expiresAt: z.number() });
export type AccountLink = z.infer<typeof accountLink>;
export const madeAccount = account.extend({ link: accountLink.optional() });
export type MadeAccount = z.infer<typeof madeAccount>;
export const redeemPassword = z.object({ code: linkCode, password: newPassword });
export const redeemPhone = z.object({ code: linkCode, pin, deviceName: z.string().trim().min(1).max(60) });

/** Is there anybody yet? `POST /setup` makes the first administrator with the code of the link printed at the start. */
export const setupState = z.object({ needed: z.boolean() });
export type SetupState = z.infer<typeof setupState>;
export const setupInput = z.object({ code: linkCode, username, name: personName, password: newPassword });

export const confirmationState = z.enum(['waiting', 'confirmed', 'refused', 'expired']);
export type ConfirmationState = z.infer<typeof confirmationState>;
/** What waits for a second person (an emergency beyond one commune): somebody else, on another device, within 60 s. */
export const confirmation = z.object({
  id: ulid,
  action: z.enum(['emergency', 'drill']),
  title: z.string(),
  communes: z.array(z.string()),
  nodes: z.number().int(),
  byName: z.string(),
  /** The reader asked for it and cannot confirm it. */
  own: z.boolean(),
  state: confirmationState,
  requestedAt: z.number(),
  expiresAt: z.number(),
  /** The run it became. */
  run: z.string().optional(),
});
export type Confirmation = z.infer<typeof confirmation>;
export const confirmationAnswer = z.object({ confirm: z.boolean() });
