// pure

import { FIELDS } from '../../../protocol/bulletins.ts';
import { BULLETIN_CLASSES } from '../../../protocol/classes.ts';
import { EMERGENCY_EVENTS } from '../../../protocol/emergency-events.ts';

/** Our words for what a dialect numbers (DOMAIN §3.6); the dialect gives each its number or word. */
export const ENUMS = {
  class: BULLETIN_CLASSES,
  content: ['text', 'image', 'audio', 'video', 'live', 'relay'],
  field: FIELDS,
  event: EMERGENCY_EVENTS,
  activity: ['playing', 'paused', 'stopped'],
  connection: ['online', 'offline', 'unobserved', 'maintenance'],
  /** How a timetable names its days: each day, days of the week, or the days themselves. */
  repeat: ['daily', 'weekly', 'days'],
  mode: ['scheduled', 'now'],
  result: ['full', 'partial', 'preempted', 'refused', 'failed', 'missed', 'unknown'],
  /** Of what the lines of a log are: a run on one cluster, in one hamlet, in one commune, or as a whole. */
  logPer: ['node', 'hamlet', 'commune', 'run'],
  bulletinState: ['inbox', 'scheduled', 'on-air', 'cancelled'],
  problem: [
    ...['none', 'not-signed-in', 'forbidden', 'not-found', 'invalid', 'conflict', 'quiet-hours'],
    ...['unsupported', 'no-node', 'too-many', 'unavailable', 'internal'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type EnumName = keyof typeof ENUMS;
/** Enumerations that a dialect written before them may leave out: nobody can ask for it then. */
export const LATER: readonly EnumName[] = ['logPer'];
/** Enumerations in which a number of theirs may stand for several of ours; the first is meant when it is read. */
export const COARSE: readonly EnumName[] = ['field', 'event', 'problem', 'result', 'connection', 'bulletinState'];

type Scalar =
  | 'text'
  | 'integer'
  | 'number'
  | 'flag'
  | 'instant'
  | 'duration'
  | 'day'
  | 'time'
  | 'texts'
  | 'days'
  | 'times'
  | 'weekdays';
export type Field =
  | { readonly is: Scalar; readonly optional?: true }
  | { readonly is: 'enum'; readonly of: EnumName; readonly optional?: true }
  | { readonly is: 'records'; readonly shape: Shape; readonly optional?: true };
export type Shape = { readonly [name: string]: Field };

interface ScalarValues {
  readonly text: string;
  readonly integer: number;
  readonly number: number;
  readonly flag: boolean;
  /** Instants and durations in ms. */
  readonly instant: number;
  readonly duration: number;
  readonly day: string;
  readonly time: string;
  readonly texts: readonly string[];
  readonly days: readonly string[];
  readonly times: readonly string[];
  /** 1 Monday … 7 Sunday. */
  readonly weekdays: readonly number[];
}
type ValueOf<F extends Field> = F extends { is: 'enum'; of: infer E extends EnumName }
  ? (typeof ENUMS)[E][number]
  : F extends { is: 'records'; shape: infer S extends Shape }
    ? readonly MessageOf<S>[]
    : F extends { is: infer K extends Scalar }
      ? ScalarValues[K]
      : never;
type Optional<S extends Shape> = { [N in keyof S]: S[N] extends { optional: true } ? N : never }[keyof S];
export type MessageOf<S extends Shape> = {
  readonly [N in Exclude<keyof S, Optional<S>>]: ValueOf<S[N]>;
} & { readonly [N in Optional<S>]?: ValueOf<S[N]> | undefined };

const is = <K extends Scalar>(kind: K) => ({ is: kind }) as const;
const may = <K extends Scalar>(kind: K) => ({ is: kind, optional: true }) as const;
const oneOf = <E extends EnumName>(of: E) => ({ is: 'enum', of }) as const;
const mayBe = <E extends EnumName>(of: E) => ({ is: 'enum', of, optional: true }) as const;
const records = <S extends Shape>(shape: S) => ({ is: 'records', shape }) as const;

/** When it is to sound: LichPhat with NgayBatDau, NgayKetThuc, CheDoPhat around it. */
const schedule = {
  ...{ from: may('day'), to: may('day'), mode: mayBe('mode'), repeat: mayBe('repeat') },
  ...{ days: may('days'), times: may('times'), weekdays: may('weekdays') },
} as const;

/** What is asked of us: each field of ours with the way in which the dialect writes it. */
export const INCOMING = {
  token: { clientId: is('text'), clientSecret: is('text') },
  register: {
    nodes: records({ name: is('text'), node: may('text'), code: may('text'), area: may('text') }),
  },
  volume: { nodes: may('texts'), areas: may('texts'), percent: is('integer') },
  bulletin: {
    ...{ reference: is('text'), title: is('text'), content: oneOf('content'), class: oneOf('class') },
    ...{ field: mayBe('field'), language: may('text'), event: mayBe('event'), exercise: may('flag') },
    ...{ text: may('text'), url: may('text'), audio: may('text'), length: may('duration') },
    ...{ relayed: may('flag'), relayedFrom: may('text') },
    ...{ nodes: may('texts'), areas: may('texts') },
    ...schedule,
  },
  cancel: { reference: is('text'), why: may('text') },
  reschedule: { reference: is('text'), ...schedule },
  /** Which part of a long list, counted from 1, and of which place. */
  partQuery: { part: may('integer'), area: may('text') },
  logQuery: {
    from: may('instant'),
    to: may('instant'),
    after: may('text'),
    limit: may('integer'),
    per: mayBe('logPer'),
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** Who speaks of what to whom stands in each line: NguonID, DichID. */
const between = { origin: may('text'), destination: may('text') } as const;

/** What we say. */
export const OUTGOING = {
  tokenAnswer: { token: is('text'), kind: is('text'), expiresIn: is('duration') },
  answer: {
    ...{ problem: oneOf('problem'), message: is('text'), reference: may('text'), id: may('text') },
    ...{ state: mayBe('bulletinState'), nextAllowedAt: may('instant'), count: may('integer') },
  },
  nodes: {
    ...{ part: may('integer'), parts: may('integer') },
    items: records({
      ...{ name: is('text'), node: is('text'), code: is('text'), area: is('text'), areaName: is('text') },
      ...{ commune: may('text'), communeName: may('text'), place: may('text'), horns: may('integer') },
      ...{ latitude: may('number'), longitude: may('number') },
    }),
  },
  status: {
    ...{ id: may('text'), at: is('instant'), part: may('integer'), parts: may('integer'), ...between },
    items: records({
      ...{ ...between, node: is('text'), volume: may('integer'), activity: oneOf('activity') },
      ...{ connection: oneOf('connection'), latitude: may('number'), longitude: may('number') },
      ...{ watts: may('number'), celsius: may('number'), firmware: may('text'), title: may('text') },
    }),
  },
  log: {
    ...{ ...between, next: may('text') },
    items: records({
      ...{ ...between, id: is('text'), node: may('text'), area: may('text'), bulletin: may('text') },
      ...{ content: mayBe('content'), class: oneOf('class'), field: mayBe('field'), title: is('text') },
      ...{ length: is('duration'), played: is('duration'), relayed: is('flag'), relayedFrom: may('text') },
      ...{ startedAt: may('instant'), endedAt: may('instant'), dueAt: is('instant'), result: oneOf('result') },
      ...{ nodes: may('integer'), sounded: may('integer'), heard: may('flag') },
    }),
  },
} as const satisfies Readonly<Record<string, Shape>>;

export const MESSAGES = { ...INCOMING, ...OUTGOING };
export type MessageName = keyof typeof MESSAGES;
export type Message<N extends MessageName> = MessageOf<(typeof MESSAGES)[N]>;
export type Problem = (typeof ENUMS)['problem'][number];
export type Schedule = Pick<Message<'bulletin'>, 'from' | 'to' | 'mode' | 'repeat' | 'days' | 'times' | 'weekdays'>;
