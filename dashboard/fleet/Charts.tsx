import { useSearchParams } from 'wouter';
import type { TelemetryField } from '../../protocol/telemetry.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import { useTelemetry } from './ask.ts';
import styles from './Fleet.module.css';
import { LineChart } from './LineChart.tsx';

/** How far back, and in how many steps: quarters of an hour, three hours, a day. */
const SPANS = {
  '48-gio': { ms: 48 * HOUR_MS, points: 192, grainMs: 15 * MINUTE_MS },
  '30-ngay': { ms: 30 * DAY_MS, points: 240, grainMs: HOUR_MS },
  '12-thang': { ms: 365 * DAY_MS, points: 365, grainMs: DAY_MS },
} as const;
type Span = keyof typeof SPANS;
const NAMES = Object.keys(SPANS) as Span[];

/** What a node measured, one chart each, over a span that stands in the address. */
export function Charts({ node, title, fields }: { node: string; title: string; fields: readonly TelemetryField[] }) {
  const { say } = useWords();
  const [query, setQuery] = useSearchParams();
  const span = NAMES.find((name) => name === query.get('khoang')) ?? '48-gio';
  const { ms, points, grainMs } = SPANS[span];
  const now = useServerNow(MINUTE_MS);
  // Whole grains, so that the window is one cache entry for a while.
  const to = Math.ceil(now / grainMs) * grainMs;
  const data = useTelemetry(node, { from: to - ms, to, fields: fields.join(','), points });
  return (
    <Card title={title}>
      <div className={styles.stack}>
        <fieldset className={styles.chips}>
          <legend className="visually-hidden">{say('fleet.span')}</legend>
          {NAMES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === span}
              onClick={() =>
                setQuery((before) => withChoice(before, 'khoang', name === '48-gio' ? '' : name), { replace: true })
              }
            >
              {say(`fleet-span.${name}`)}
            </button>
          ))}
        </fieldset>
        <Answer query={data} rows={6}>
          {(shown) => (
            <>
              {fields.map((field) => (
                <LineChart key={field} data={shown} field={field} />
              ))}
              {shown.gaps.length > 0 && <GapLegend />}
            </>
          )}
        </Answer>
      </div>
    </Card>
  );
}

function GapLegend() {
  const { say } = useWords();
  return (
    <ul className={styles.legend} aria-label={say('legend.title')}>
      {(['unobserved', 'silent'] as const).map((why) => (
        <li key={why}>
          <svg width="28" height="18" aria-hidden="true">
            <rect width="28" height="18" stroke="#868e96" fill={why === 'silent' ? '#f6c9c4' : 'url(#hatch)'} />
          </svg>
          {say(`fleet-gap.${why}`)}
        </li>
      ))}
    </ul>
  );
}
