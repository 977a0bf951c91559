import type { HealthCheckState } from '../../protocol/api/health.ts';
import { HEALTH_WORDS, type HealthCheck } from '../../protocol/health.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { isTroubled, tellHealth, valueText } from './told.ts';

/** Whoever never made a backup is told how, though nothing is broken. */
const WANTED: readonly HealthCheck[] = ['backup', 'channels', 'dead-man'];
const needsAdvice = (one: HealthCheckState) => isTroubled(one) || (one.state === 'off' && WANTED.includes(one.check));

/** All that is looked after; what needs somebody first. */
export function ChecksCard({ checks }: { checks: readonly HealthCheckState[] }) {
  const { say, format, language } = useWords();
  const troubled = (one: HealthCheckState) => (one.state === 'bad' ? 0 : isTroubled(one) ? 1 : 2);
  const rows = [...checks].sort((a, b) => troubled(a) - troubled(b));
  const advice = language === 'vi' ? 'adviceVi' : 'adviceEn';
  return (
    <Card title={say('health.checks')}>
      <div data-checks>
        <DataTable
          caption={say('health.checks')}
          rows={rows}
          keyOf={({ check }) => check}
          columns={[
            { title: say('health.check'), cell: ({ check }) => HEALTH_WORDS[check][language] },
            { title: say('health.state'), cell: ({ state }) => <StateTag told={tellHealth(state)} /> },
            { title: say('health.value'), cell: (one) => valueText(one, say, (n) => format.number(n)) || '–' },
            {
              title: say('health.since'),
              cell: ({ since }) => <span className="numeric">{since === undefined ? '–' : dateTimeText(since)}</span>,
            },
            {
              title: say('health.advice'),
              cell: (one) => (needsAdvice(one) ? HEALTH_WORDS[one.check][advice] : '–'),
            },
          ]}
        />
      </div>
    </Card>
  );
}
