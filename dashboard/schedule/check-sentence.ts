// pure
import type { Area } from '../../protocol/api/areas.ts';
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { areaTitle } from '../components/area-title.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';
import type { ProgrammeForm } from './programme-form.ts';
import type { Reached } from './reach.ts';
import { recurrenceWords } from './recurrence-words.ts';

/** «Toàn bộ xã Hưng Lĩnh (7 thôn)», «Xóm Đông, Xóm Đoài», «126 thôn», or how many places where they are not known one by one. */
export function targetWords(
  form: Pick<ProgrammeForm, 'areas' | 'nodes'> & Partial<Pick<ProgrammeForm, 'groups'>>,
  reach: Reached | undefined,
  home: Pick<Area, 'id' | 'unit' | 'name'> | undefined,
  say: Say,
): string {
  if (home && form.areas.includes(home.id)) return say('picker.whole', { name: areaTitle(home) });
  if (!reach) return say('plan.places', { n: form.areas.length + form.nodes.length + (form.groups?.length ?? 0) });
  return reach.hamlets.length <= 3 ? reach.hamlets.join(', ') : say('plan.hamlets', { n: reach.hamlets.length });
}

interface Parts {
  title: string;
  durationMs: number;
  recurrence: Recurrence;
  places: string;
  nodes: number | undefined;
  say: Say;
  format: Format;
}

/** «Loa sẽ đọc “Tiêm phòng”, 2 phút 10 giây, lúc 17:30 thứ Ba 24/11/2026, tại 2 thôn, 5 cụm loa.» */
export function checkSentence({ title, durationMs, recurrence, places, nodes, say, format }: Parts): string {
  const once = recurrence.from === recurrence.to;
  const when = once
    ? say('plan.when-once', { times: recurrence.times.join(', '), day: format.longDay(recurrence.from) })
    : recurrenceWords(recurrence, say);
  const where = nodes === undefined ? places : say('plan.where', { places, nodes });
  return say('plan.check-sentence', { title, duration: format.duration(durationMs), when, where });
}
