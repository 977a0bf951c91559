import type { Maintenance } from '../../protocol/api/cases.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { DataTable } from '../components/DataTable.tsx';
import type { Told } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateText, dateTimeText, shortDayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { SlipActs } from './SlipActs.tsx';

const STATE = { planned: 'planned', active: 'excused', done: 'good', cancelled: 'unknown' } as const;
const EXCUSAL = { none: 'planned', asked: 'partial', approved: 'excused', refused: 'bad' } as const;
const SHOWN = 4;

/** Slips with what they touch. */
export function SlipTable({ slips, caption }: { slips: readonly Maintenance[]; caption: string }) {
  const { say } = useWords();
  return (
    <DataTable
      caption={caption}
      rows={slips}
      keyOf={({ id }) => id}
      columns={[
        {
          title: say('rest.what'),
          cell: ({ title, nodeCount }) => (
            <span style={{ whiteSpace: nodeCount > 1 ? 'normal' : 'nowrap' }}>
              {nodeCount > 1 ? say('rest.title-of', { title, n: nodeCount }) : title}
            </span>
          ),
        },
        { title: say('rest.when'), cell: ({ from, to }) => <span>{rangeText(from, to)}</span> },
        {
          title: say('rest.reason'),
          cell: ({ reason, note, created }) => (
            <span>
              {say(`rest.reason.${reason}`)}
              {note && `: ${note}`}
              {created.byName && <span style={{ display: 'block' }}>{created.byName}</span>}
            </span>
          ),
        },
        { title: say('rest.sessions'), cell: (slip) => <Sessions slip={slip} /> },
        {
          title: say('fault.state'),
          cell: ({ state, excusal }) => (
            <span>
              <StateTag told={{ meaning: STATE[state], word: `rest.state.${state}` } satisfies Told} />{' '}
              {excusal !== 'none' && (
                <StateTag told={{ meaning: EXCUSAL[excusal], word: `rest.excusal.${excusal}` } satisfies Told} />
              )}
            </span>
          ),
        },
        { title: say('action.actions'), cell: (slip) => <SlipActs slip={slip} /> },
      ]}
    />
  );
}

function Sessions({ slip: { sessions } }: { slip: Maintenance }) {
  const { say } = useWords();
  if (sessions.length === 0) return say('rest.no-sessions');
  return (
    <span>
      {sessions
        .slice(0, SHOWN)
        .map(({ name, day, part }) =>
          say('rest.session', {
            name,
            day: shortDayText(day),
            part: say(`part.${part as 'morning' | 'afternoon' | 'evening'}`),
          }),
        )
        .join('; ')}
      {sessions.length > SHOWN && ` ${say('rest.more-sessions', { n: sessions.length - SHOWN })}`}
    </span>
  );
}

/** «16:00–18:00, 24/11/2026», or both ends in full. */
function rangeText(from: number, to: number): string {
  return dayOf(from) === dayOf(to)
    ? `${timeOf(from)}–${timeOf(to)}, ${dateText(from)}`
    : `${dateTimeText(from)} – ${dateTimeText(to)}`;
}
