// pure
import type { Bulletin, Programme, ProgrammeInput, Recurrence, Resolution } from '../../protocol/api/broadcast.ts';
import type { HolidayRule } from '../../protocol/timetable.ts';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { dayText, parseDay } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import type { TextKey } from '../i18n/say.ts';

export const REPEATS = ['once', 'daily', 'weekdays', 'monthly', 'lunar', 'rule'] as const;
export type Repeat = (typeof REPEATS)[number];

/** What the wizard holds, as typed. */
export interface ProgrammeForm {
  readonly title: string;
  readonly bulletins: readonly string[];
  readonly areas: readonly string[];
  readonly nodes: readonly string[];
  /** Saved groups that are followed; `areas` and `nodes` are named beside them. */
  readonly groups: readonly string[];
  readonly repeat: Repeat;
  readonly from: string;
  readonly to: string;
  readonly times: readonly string[];
  readonly weekdays: readonly number[];
  readonly monthDay: string;
  readonly lunarDay: string;
  readonly lunarMonth: string;
  readonly rule: string;
  readonly holidays: HolidayRule;
  readonly registered: boolean;
  readonly resume: ProgrammeInput['resume'];
  readonly resolutions: readonly Resolution[];
  readonly reading: Reading;
  /** Why it should sound in quiet hours; absent while no exception is asked for. */
  readonly exception?: string | undefined;
  /** What is kept of a programme that is changed, though no field shows it. */
  readonly kept: Pick<ProgrammeInput, 'volume' | 'version'> & Pick<Recurrence, 'except' | 'exceptions'>;
}

/** A text that is being turned into a voice; `made` is the recording of the text it names. */
export interface Reading {
  readonly open: boolean;
  readonly text: string;
  readonly made?: { readonly recording: string; readonly text: string } | undefined;
}

export interface FormFault {
  readonly field: string;
  readonly message: TextKey;
}

/** Everywhere the account reaches, once; no time yet, so that none is sent by accident. */
export function emptyForm(today: Day, areas: readonly string[]): ProgrammeForm {
  return {
    title: '',
    bulletins: [],
    areas,
    nodes: [],
    groups: [],
    repeat: 'once',
    from: dayText(today),
    to: '',
    times: [''],
    weekdays: [1, 2, 3, 4, 5, 6],
    monthDay: '1',
    lunarDay: '1',
    lunarMonth: '',
    rule: '',
    holidays: 'play',
    registered: true,
    resume: 'resume',
    resolutions: [],
    reading: { open: false, text: '' },
    kept: { except: [] },
  };
}

/** The form that says a programme again; `readForm` of it gives the same programme. */
export function formOf(programme: Programme): ProgrammeForm {
  const { recurrence, follows } = programme;
  const targets = follows?.also ?? programme.targets;
  return {
    ...emptyForm(recurrence.from, []),
    title: programme.title,
    bulletins: programme.bulletins,
    areas: targets.flatMap((target) => ('area' in target ? [target.area] : [])),
    nodes: targets.flatMap((target) => ('node' in target ? [target.node] : [])),
    groups: follows?.groups.map((group) => group.id) ?? [],
    ...repeatOf(recurrence),
    from: dayText(recurrence.from),
    to: recurrence.to && recurrence.to !== recurrence.from ? dayText(recurrence.to) : '',
    times: recurrence.times,
    holidays: recurrence.holidays ?? 'play',
    registered: programme.registered,
    resume: programme.resume,
    ...(programme.exception ? { exception: programme.exception.reason } : {}),
    kept: {
      except: recurrence.except,
      ...(recurrence.exceptions ? { exceptions: recurrence.exceptions } : {}),
      ...(programme.volume === undefined ? {} : { volume: programme.volume }),
      ...(programme.version === undefined ? {} : { version: programme.version }),
    },
  };
}

function repeatOf({ from, to, weekdays, rule, lunar }: Recurrence): Partial<ProgrammeForm> {
  if (lunar)
    return { repeat: 'lunar', lunarDay: String(lunar.day), lunarMonth: lunar.month ? String(lunar.month) : '' };
  const monthDay = /^FREQ=MONTHLY;BYMONTHDAY=(\d+)$/.exec(rule ?? '')?.[1];
  if (monthDay) return { repeat: 'monthly', monthDay };
  if (rule) return { repeat: 'rule', rule };
  if (from === to) return { repeat: 'once' };
  return weekdays.length === 0 || weekdays.length === 7 ? { repeat: 'daily' } : { repeat: 'weekdays', weekdays };
}

/** What must be mended before the step may be left. Rights are the gateway's to judge. */
export function faultsOf(form: ProgrammeForm, step: number, today: Day): FormFault[] {
  if (step === 1)
    return form.bulletins.length > 0 ? [] : [{ field: 'plan-bulletins', message: 'plan.fault.bulletins' }];
  if (step === 2)
    return form.areas.length + form.nodes.length + form.groups.length > 0
      ? []
      : [{ field: 'plan-areas', message: 'plan.fault.targets' }];
  return step === 3 ? timeFaults(form, today) : [];
}

const SHORTEST_REASON = 10;

function timeFaults(form: ProgrammeForm, today: Day): FormFault[] {
  const faults: FormFault[] = [];
  const from = parseDay(form.from);
  const to = parseDay(form.to);
  const whole = (text: string, most: number) => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= most;
  if (!from) faults.push({ field: 'plan-from', message: 'plan.fault.day' });
  // A series that runs already began in the past.
  else if (from < today && form.kept.version === undefined)
    faults.push({ field: 'plan-from', message: 'plan.fault.day-past' });
  if (form.repeat !== 'once' && form.to.trim() !== '' && (!to || (from && to < from)))
    faults.push({ field: 'plan-to', message: 'plan.fault.to' });
  if (form.exception !== undefined && form.exception.trim().length < SHORTEST_REASON)
    faults.push({ field: 'plan-exception', message: 'exception.fault.reason' });
  if (form.exception !== undefined && form.repeat !== 'once' && !to)
    faults.push({ field: 'plan-exception-end', message: 'exception.fault.end' });
  form.times.forEach((time, index) => {
    if (!parseTimeOfDay(time)) faults.push({ field: `plan-time-${index}`, message: 'plan.fault.time' });
  });
  if (form.repeat === 'weekdays' && form.weekdays.length === 0)
    faults.push({ field: 'plan-weekdays', message: 'plan.fault.weekdays' });
  if (form.repeat === 'monthly' && !whole(form.monthDay, 31))
    faults.push({ field: 'plan-month-day', message: 'plan.fault.month-day' });
  if (form.repeat === 'lunar' && !whole(form.lunarDay, 30))
    faults.push({ field: 'plan-lunar-day', message: 'plan.fault.lunar-day' });
  if (form.repeat === 'lunar' && form.lunarMonth.trim() !== '' && !whole(form.lunarMonth, 12))
    faults.push({ field: 'plan-lunar-month', message: 'plan.fault.lunar-month' });
  if (form.repeat === 'rule' && !/^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$/.test(form.rule.trim()))
    faults.push({ field: 'plan-rule', message: 'plan.fault.rule' });
  return faults;
}

/** The times of the form that can be read, each once. */
export function timesOf(form: ProgrammeForm): string[] {
  return [...new Set(form.times.flatMap((time) => parseTimeOfDay(time) ?? []))].sort();
}

/** What the form asks of the gateway; undefined while something is missing. */
export function inputOf(
  form: ProgrammeForm,
  today: Day,
  title: string,
): (ProgrammeInput & { recurrence: Recurrence }) | undefined {
  const from = parseDay(form.from);
  if (!from || [1, 2, 3].some((step) => faultsOf(form, step, today).length > 0)) return undefined;
  const { except, exceptions, volume, version } = form.kept;
  return {
    title: title.trim().normalize('NFC'),
    bulletins: [...form.bulletins],
    targets: [...form.areas.map((area) => ({ area })), ...form.nodes.map((node) => ({ node }))],
    ...(form.groups.length > 0 ? { groups: [...form.groups] } : {}),
    recurrence: {
      from,
      ...ruleOf(form, from),
      times: timesOf(form),
      ...(form.holidays === 'play' ? {} : { holidays: form.holidays }),
      except,
      ...(exceptions ? { exceptions } : {}),
    },
    registered: form.registered,
    resume: form.resume,
    ...(volume === undefined ? {} : { volume }),
    ...(version === undefined ? {} : { version }),
    ...(form.exception === undefined ? {} : { exception: { reason: form.exception.trim().normalize('NFC') } }),
    ...(form.resolutions.length > 0 ? { resolutions: [...form.resolutions] } : {}),
  };
}

function ruleOf(form: ProgrammeForm, from: Day): Pick<Recurrence, 'to' | 'weekdays' | 'rule' | 'lunar'> {
  if (form.repeat === 'once') return { to: from, weekdays: [] };
  const to = parseDay(form.to);
  const until = { ...(to ? { to } : {}), weekdays: [] };
  if (form.repeat === 'weekdays') return { ...until, weekdays: [...form.weekdays].sort((a, b) => a - b) };
  if (form.repeat === 'monthly') return { ...until, rule: `FREQ=MONTHLY;BYMONTHDAY=${Number(form.monthDay)}` };
  if (form.repeat === 'rule') return { ...until, rule: form.rule.trim() };
  if (form.repeat === 'lunar')
    return {
      ...until,
      lunar: {
        day: Number(form.lunarDay),
        ...(form.lunarMonth.trim() === '' ? {} : { month: Number(form.lunarMonth) }),
      },
    };
  return until;
}

/** Its own name, else that of what it says first; a chime in front does not name it. */
export function titleOf(form: ProgrammeForm, bulletins: readonly Bulletin[]): string {
  const own = form.title.trim();
  if (own) return own;
  const chosen = form.bulletins.flatMap((id) => bulletins.find((one) => one.id === id) ?? []);
  return (chosen.find((one) => one.durationMs > CHIME_MS) ?? chosen[0])?.title ?? '';
}

/** A jingle is shorter than any notice. */
export const CHIME_MS = 20_000;

export interface Suggestion {
  readonly key: 'this-afternoon' | 'tomorrow-morning' | 'tomorrow-afternoon';
  readonly day: Day;
  readonly time: string;
}

/** The two next times of the customary day (DOMAIN §3.4). */
export function suggestionsAt(today: Day, timeNow: string): Suggestion[] {
  const tomorrow = addDays(today, 1);
  const morning: Suggestion = { key: 'tomorrow-morning', day: tomorrow, time: '05:30' };
  return timeNow < '17:25'
    ? [{ key: 'this-afternoon', day: today, time: '17:30' }, morning]
    : [morning, { key: 'tomorrow-afternoon', day: tomorrow, time: '17:30' }];
}
