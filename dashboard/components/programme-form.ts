import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import type { ProgrammeDraft } from '../data/drafts.ts';
import { dayText, parseDay } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import type { TextKey } from '../i18n/say.ts';

/** What the form holds, as typed. */
export interface ProgrammeForm {
  readonly title: string;
  readonly bulletin: string;
  readonly areas: readonly string[];
  readonly from: string;
  readonly repeats: boolean;
  readonly to: string;
  readonly times: readonly string[];
  readonly weekdays: readonly number[];
  readonly registered: boolean;
}

export interface FormFault {
  readonly field: string;
  readonly message: TextKey;
}

/** Tomorrow at 17:00, everywhere the account reaches: what is sent most often. */
export function emptyForm(today: Day, areas: readonly string[]): ProgrammeForm {
  return {
    title: '',
    bulletin: '',
    areas,
    from: dayText(addDays(today, 1)),
    repeats: false,
    to: '',
    times: ['17:00'],
    weekdays: [],
    registered: true,
  };
}

/** The programme the form says, or what must be mended first. Quiet hours and rights are the gateway's to judge. */
export function readForm(form: ProgrammeForm, today: Day): { draft: ProgrammeDraft } | { faults: FormFault[] } {
  const faults: FormFault[] = [];
  const from = parseDay(form.from);
  const to = form.repeats ? (form.to.trim() === '' ? undefined : parseDay(form.to)) : from;
  const times = form.times.map(parseTimeOfDay);
  if (!form.bulletin) faults.push({ field: 'programme-bulletin', message: 'programme.bulletin-missing' });
  if (!form.title.trim()) faults.push({ field: 'programme-title', message: 'programme.title-missing' });
  if (form.areas.length === 0) faults.push({ field: 'programme-areas', message: 'programme.targets-missing' });
  if (!from) faults.push({ field: 'programme-from', message: 'programme.day-wrong' });
  else if (from < today) faults.push({ field: 'programme-from', message: 'programme.day-past' });
  if (form.repeats && form.to.trim() !== '' && (!to || (from && to < from)))
    faults.push({ field: 'programme-to', message: 'programme.to-wrong' });
  times.forEach((time, index) => {
    if (time === undefined) faults.push({ field: `programme-time-${index}`, message: 'programme.time-wrong' });
  });
  if (faults.length > 0 || !from) return { faults };
  const recurrence = {
    from,
    ...(to === undefined ? {} : { to }),
    times: [...new Set(times.filter((time) => time !== undefined))].sort(),
    weekdays: form.repeats ? [...form.weekdays].sort((a, b) => a - b) : [],
    except: [],
  };
  return {
    draft: {
      title: form.title.trim().normalize('NFC'),
      bulletins: [form.bulletin],
      targets: form.areas.map((area) => ({ area })),
      recurrence,
      registered: form.registered,
      resume: 'resume',
    },
  };
}
