import { NativeSelect } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { addDays, type Day, dayOf, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { Answer } from '../components/Answer.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea, useAreas, usePreview, useProgrammes, useRecordings, useRuns } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viException } from '../i18n/vi-exception.ts';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { itemsOf } from '../schedule/board.ts';
import { Choices } from '../schedule/Choices.tsx';
import { DayRows } from '../schedule/DayRows.tsx';
import { willSoundSentence } from '../schedule/will-sound-sentence.ts';

knowWords(viSchedule);
knowWords(viException);

const AHEAD = 14;

/** «Sẽ phát gì»: what one hamlet will really hear, by the engine's own preview, with everything that stands in its way. */
export function WillSound() {
  const { say } = useWords();
  const { account } = useMe();
  const [query, setQuery] = useSearchParams();
  const now = useServerNow(60_000);
  const today = dayOf(now);
  const hamlet = useHamlet(query.get('thon') ?? undefined, query.get('xa') ?? undefined);
  const long = query.get('ngay') === '14';
  const to = long ? addDays(today, AHEAD) : today;
  const preview = usePreview({ area: hamlet.id ?? '', from: today, to }, hamlet.id !== undefined);
  const runs = useRuns(
    { ...(hamlet.id ? { area: hamlet.id } : {}), from: startOfDay(today), to: now },
    hamlet.id !== undefined,
  );
  const programmes = useProgrammes();
  const recordings = useRecordings();
  const set = (name: string, value: string) => setQuery((before) => withChoice(before, name, value));
  const home = account.areas[0];
  return (
    <Page
      title={say('plan.will-sound')}
      sentence={hamlet.name && preview.data && willSoundSentence(preview.data.items, hamlet.name, now, say)}
    >
      <Filters>
        {hamlet.communes.length > 0 && (
          <NativeSelect
            label={say('filter.commune')}
            value={hamlet.commune ?? home ?? ''}
            onChange={(event) => {
              const next = event.currentTarget.value;
              setQuery((before) => withChoice(withChoice(before, 'thon', ''), 'xa', next));
            }}
            data={hamlet.communes.map((one) => ({ value: one.id, label: areaTitle(one) }))}
          />
        )}
        {hamlet.all.length > 0 && (
          <NativeSelect
            label={say('filter.hamlet')}
            value={hamlet.id ?? ''}
            onChange={(event) => set('thon', event.currentTarget.value)}
            data={hamlet.all.map((one) => ({ value: one.id, label: areaTitle(one) }))}
          />
        )}
        <Choices
          label={say('plan.view')}
          value={long ? 'long' : 'today'}
          choices={[
            { value: 'today', label: say('board.today') },
            { value: 'long', label: say('plan.days-ahead', { n: AHEAD }) },
          ]}
          onChange={(next) => set('ngay', next === 'long' ? '14' : '')}
        />
      </Filters>
      <Answer query={preview} rows={8}>
        {({ items }) => {
          const known = programmes.data?.items ?? [];
          const own = itemsOf({ preview: items, runs: runs.data?.items ?? [], programmes: known }).filter(
            (item) => item.skipped === undefined || items.some((one) => one.programme === item.programme?.id),
          );
          return (
            <>
              {daysBetween(today, to).map((day: Day) => (
                <DayRows
                  key={day}
                  day={day}
                  now={now}
                  items={own.filter((item) => dayOf(item.startAt) === day)}
                  recordings={recordings.data?.items ?? []}
                />
              ))}
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

/** The hamlet of the address, else the first of the account's area. */
function useHamlet(asked: string | undefined, askedCommune: string | undefined) {
  const { account } = useMe();
  const home = useArea(account.areas[0]).data;
  const province = home?.kind === 'province';
  const communes = [...(useAreas({ parent: home?.id, kind: 'commune' }, province).data?.items ?? [])].sort((a, b) =>
    vietnameseCollator.compare(a.name, b.name),
  );
  const own = useArea(asked).data;
  const commune = province ? (own?.parent ?? askedCommune ?? communes[0]?.id) : home?.id;
  const ofCommune = useAreas(
    { parent: commune, kind: 'hamlet' },
    home !== undefined && home.kind !== 'hamlet' && commune !== undefined,
  );
  const all = [...(ofCommune.data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const id = asked ?? (home?.kind === 'hamlet' ? home.id : all[0]?.id);
  const found = own ?? all.find((one) => one.id === id) ?? (home?.id === id ? home : undefined);
  return { id, name: found && areaTitle(found), all, communes, commune };
}
