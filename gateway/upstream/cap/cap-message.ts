// pure
import { z } from 'zod';
import { CERTAINTIES, SEVERITIES, URGENCIES } from '../../../protocol/sources.ts';
import {
  MOST_AREAS,
  MOST_GEOCODES,
  MOST_INFOS,
  MOST_POINTS,
  MOST_POINTS_TOGETHER,
  MOST_REFERENCES,
  MOST_SHAPES,
} from './bounds.ts';

/** OASIS CAP 1.2, 1 July 2010. */
export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';

const words = (most: number) => z.string('is missing').trim().max(most, `is longer than ${most} characters`);
const needed = (most: number) => words(most).min(1, 'is missing');
/** §3.2.1: no spaces, no commas, no restricted characters (< and &). */
const nameOfMessage = needed(300).regex(/^[^\s,<&]+$/, 'holds a space, a comma, < or &');

/**
 * §3.3.2: 2002-05-24T16:49:00-07:00, UTC as -00:00. «Z» must not be used, yet many senders do: it is taken, and so are
 * fractions of seconds.
 */
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** Milliseconds UTC; undefined for what is no date and time of CAP. */
export function instantOf(text: string): number | undefined {
  const [, day = '', hours, minutes, seconds, zone = ''] = DATE_TIME.exec(text) ?? [];
  if (day === '' || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) return undefined;
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}${zone}`);
  return at > 0 ? at : undefined;
}

const dateTime = z.string('is missing').transform((text, context) => {
  const at = instantOf(text.trim());
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'is no date and time like 2026-11-26T22:00:00+07:00' });
  return z.NEVER;
});

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}
export interface Circle extends Point {
  /** 0: the point alone. */
  readonly radiusKm: number;
}

const NUMBER = '[+-]?(?:\\d{1,5}(?:\\.\\d{0,20})?|\\.\\d{1,20})';
const POINT = new RegExp(`^(${NUMBER}),(${NUMBER})$`);
const CIRCLE = new RegExp(`^(\\S+)\\s+(${NUMBER})$`);

/** «latitude,longitude» in degrees of WGS 84. */
function pointOf(text: string): Point | undefined {
  const [, north, east] = POINT.exec(text) ?? [];
  const point = { latitude: Number(north), longitude: Number(east) };
  const isOnEarth = north !== undefined && Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180;
  return isOnEarth ? point : undefined;
}

/** Four points or more, of which the first and the last are the same. */
const polygon = words(60_000).transform((text, context): readonly Point[] => {
  const points = text.split(/\s+/, MOST_POINTS + 1).map(pointOf);
  const whole = points.filter((point) => point !== undefined);
  const [first, last] = [whole[0], whole.at(-1)];
  const isClosed = first?.latitude === last?.latitude && first?.longitude === last?.longitude;
  if (whole.length === points.length && whole.length >= 4 && whole.length <= MOST_POINTS && isClosed) return whole;
  context.addIssue({
    code: 'custom',
    message: `is no polygon: 4 to ${MOST_POINTS} points «latitude,longitude», the last the same as the first`,
  });
  return z.NEVER;
});

const circle = words(200).transform((text, context): Circle => {
  const [, centre = '', radius] = CIRCLE.exec(text) ?? [];
  const point = pointOf(centre);
  const radiusKm = Number(radius);
  if (point && radiusKm >= 0 && radiusKm <= 20_100) return { ...point, radiusKm };
  context.addIssue({ code: 'custom', message: 'is no circle «latitude,longitude kilometres»' });
  return z.NEVER;
});

const named = z.object({ valueName: words(200), value: words(4_000) });
const height = z
  .string()
  .trim()
  .regex(/^[+-]?\d{1,7}(\.\d{1,6})?$/, 'is no number of feet');

const area = z
  .object({
    areaDesc: needed(4_000),
    polygon: z.array(polygon).max(MOST_SHAPES),
    circle: z.array(circle).max(MOST_SHAPES),
    geocode: z.array(named).max(MOST_GEOCODES),
    altitude: height.optional(),
    ceiling: height.optional(),
  })
  .refine(({ altitude, ceiling }) => ceiling === undefined || altitude !== undefined, {
    message: 'must not be used without <altitude>',
    path: ['ceiling'],
  });
export type CapArea = z.infer<typeof area>;

/** Named so that people see it; never fetched. */
const resource = z.object({ resourceDesc: needed(1_000), mimeType: needed(200), uri: words(2_000).optional() });

export const CATEGORIES = ['Geo', 'Met', 'Safety', 'Security', 'Rescue', 'Fire', 'Health', 'Env'].concat([
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
]);
const RESPONSES = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const;

const info = z.object({
  /** RFC 3066; absent means en-US. */
  language: words(40).optional(),
  category: z.array(z.enum(CATEGORIES)).min(1, 'is missing').max(12),
  event: needed(400),
  responseType: z.array(z.enum(RESPONSES)).max(9),
  urgency: z.enum(URGENCIES),
  severity: z.enum(SEVERITIES),
  /** §3.2.2: the «Very Likely» of CAP 1.0 is to be read as «Likely». */
  certainty: z.preprocess((value) => (value === 'Very Likely' ? 'Likely' : value), z.enum(CERTAINTIES)),
  eventCode: z.array(named).max(50),
  effective: dateTime.optional(),
  onset: dateTime.optional(),
  expires: dateTime.optional(),
  senderName: words(400).optional(),
  headline: words(1_000).optional(),
  description: words(20_000).optional(),
  instruction: words(20_000).optional(),
  resource: z.array(resource).max(50),
  area: z.array(area).max(MOST_AREAS),
});
export type CapInfo = z.infer<typeof info>;

export interface CapReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sentAt: number;
}

/** §3.2.1: triples «sender,identifier,sent» with white space between them. */
const references = words(20_000).transform((text, context): CapReference[] => {
  const triples = text === '' ? [] : text.split(/\s+/, MOST_REFERENCES + 1);
  const found = triples.map((triple): CapReference | undefined => {
    const [sender = '', identifier = '', sent = '', ...more] = triple.split(',');
    const sentAt = instantOf(sent);
    if (sender === '' || identifier === '' || sentAt === undefined || more.length > 0) return undefined;
    return { sender, identifier, sentAt };
  });
  const whole = found.filter((one) => one !== undefined);
  if (whole.length === found.length && whole.length <= MOST_REFERENCES) return whole;
  context.addIssue({
    code: 'custom',
    message: `is no list of at most ${MOST_REFERENCES} triples «sender,identifier,sent»`,
  });
  return z.NEVER;
});

/** Which message it is, and of which kind. */
export const capNames = z.object({
  identifier: nameOfMessage,
  sender: nameOfMessage,
  sent: dateTime,
  status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
  msgType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
});

export const capMessage = capNames
  .extend({
    source: words(400).optional(),
    scope: z.enum(['Public', 'Restricted', 'Private']),
    restriction: words(1_000).optional(),
    addresses: words(4_000).optional(),
    note: words(4_000).optional(),
    references: references.optional(),
    incidents: words(4_000).optional(),
    info: z.array(info).max(MOST_INFOS),
  })
  .refine(({ scope, restriction }) => scope !== 'Restricted' || restriction, {
    message: 'is missing, though the scope is Restricted',
    path: ['restriction'],
  })
  .refine(({ scope, addresses }) => scope !== 'Private' || addresses, {
    message: 'is missing, though the scope is Private',
    path: ['addresses'],
  })
  .refine(({ msgType, references: named }) => !['Update', 'Cancel'].includes(msgType) || named?.length, {
    message: 'is missing: an Update or Cancel names what it is about',
    path: ['references'],
  })
  .refine(({ info: infos }) => pointsIn(infos) <= MOST_POINTS_TOGETHER, {
    message: `has more than ${MOST_POINTS_TOGETHER} points in its polygons together`,
    path: ['info'],
  });
export type CapMessage = z.infer<typeof capMessage>;

function pointsIn(infos: readonly CapInfo[]): number {
  const polygons = infos.flatMap((one) => one.area.flatMap((place) => place.polygon));
  return polygons.reduce((sum, points) => sum + points.length, 0);
}
