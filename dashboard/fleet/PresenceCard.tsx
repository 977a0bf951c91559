import type { PresencePeriod } from '../../protocol/api/areas.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { tellPresence } from '../components/meaning.ts';
import { PresenceStrip } from '../components/PresenceStrip.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { usePresence } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Fleet.module.css';

const WINDOW_MS = 48 * HOUR_MS;
const MOST_PERIODS = 20;

/** Two days of presence as a strip, and the same as a table. */
export function PresenceCard({ node, now }: { node: string; now: number }) {
  const { say } = useWords();
  // Whole minutes, so that the window is one cache entry for a while.
  const to = Math.ceil(now / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const from = to - WINDOW_MS;
  const presence = usePresence(node, from, to);
  return (
    <Card title={say('fleet.presence')}>
      <Answer query={presence} rows={2}>
        {({ periods }) => (
          <>
            <PresenceStrip periods={periods} from={from} to={Math.min(to, now)} />
            <p className={`${styles.ends} numeric`}>
              <span>{dateTimeText(from)}</span>
              <span>{say('presence.now')}</span>
            </p>
            <Periods periods={periods} />
          </>
        )}
      </Answer>
    </Card>
  );
}

function Periods({ periods }: { periods: readonly PresencePeriod[] }) {
  const { say, format } = useWords();
  return (
    <DataTable
      caption={say('presence.periods')}
      rows={[...periods].reverse().slice(0, MOST_PERIODS)}
      keyOf={(row) => row.from}
      columns={[
        { title: say('presence.from'), cell: (row) => dateTimeText(row.from) },
        {
          title: say('node.state'),
          cell: (row) => <StateTag told={tellPresence({ presence: row.state, enrolled: true })} />,
        },
        { title: say('presence.lasted'), cell: (row) => format.duration(row.to - row.from), numeric: true },
      ]}
    />
  );
}
