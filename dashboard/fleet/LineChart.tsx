import { useState } from 'react';
import type { TelemetryAnswer, TelemetryPoint } from '../../protocol/api/fleet.ts';
import type { TelemetryField } from '../../protocol/telemetry.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { DataTable } from '../components/DataTable.tsx';
import { dateText, dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { bandPath, CHART, linePath, placeIn, rowsOf, scaleFor, unbroken } from './chart-shape.ts';
import styles from './Fleet.module.css';

/** What a value is shown in, and the least height of a chart in it: noise shall not look like a storm. */
const SHOWN: Readonly<Record<TelemetryField, { unit: string; per: number; decimals: number; least: number }>> = {
  rssiDbm: { unit: 'dBm', per: 1, decimals: 0, least: 20 },
  mainsVolts: { unit: 'V', per: 1, decimals: 0, least: 40 },
  celsius: { unit: '°C', per: 1, decimals: 0, least: 10 },
  levelDb: { unit: 'dB', per: 1, decimals: 0, least: 20 },
  freeBytes: { unit: 'MB', per: 1_000_000, decimals: 0, least: 200 },
  outputWatts: { unit: 'W', per: 1, decimals: 0, least: 20 },
  clockErrorMs: { unit: 's', per: 1_000, decimals: 1, least: 2 },
};
const MOST_ROWS = 32;

/** One measurement over time: line of means, band from least to most, and what is not known drawn as not known. */
export function LineChart({ data, field }: { data: TelemetryAnswer; field: TelemetryField }) {
  const { say, format } = useWords();
  const { from, to, stepMs, gaps } = data;
  const { unit, per, decimals, least } = SHOWN[field];
  const found = data.series.find((one) => one.field === field)?.points ?? [];
  const points = found.map(({ at, min, mean, max }) => ({ at, min: min / per, mean: mean / per, max: max / per }));
  const text = (value: number) => `${format.number(value, decimals)} ${unit}`;
  const title = say(`fleet-field.${field}`);
  if (points.length === 0)
    return (
      <div>
        <h3>{title}</h3>
        <p>{say('fleet.chart-nothing')}</p>
      </div>
    );
  const scale = scaleFor(points, least);
  const place = placeIn(from, to, stepMs, scale);
  const low = Math.min(...points.map(({ min }) => min));
  const high = Math.max(...points.map(({ max }) => max));
  const last = points.at(-1);
  const said = say('fleet.chart-said', { title, low: text(low), high: text(high), last: text(last?.mean ?? low) });
  const when = to - from > 3 * DAY_MS ? dateText : dateTimeText;
  return (
    <div>
      <h3>{title}</h3>
      <div className={styles.chart}>
        <div className={styles.scale} aria-hidden="true">
          <span>{text(scale.high)}</span>
          <span>{text(scale.low)}</span>
        </div>
        <svg role="img" aria-label={said} viewBox={`0 0 ${CHART.width} ${CHART.height}`} preserveAspectRatio="none">
          {gaps.map((gap) => (
            <rect
              key={gap.from}
              data-gap={gap.why}
              x={place.x(gap.from)}
              width={Math.max(1, place.x(gap.to) - place.x(gap.from))}
              height={CHART.height}
              fill={gap.why === 'silent' ? '#f6c9c4' : 'url(#hatch)'}
            />
          ))}
          {unbroken(points, stepMs).map((run) => (
            <g key={run[0]?.at}>
              <path d={bandPath(run, place)} fill="#9cc4ea" />
              <path
                d={linePath(run, place)}
                fill="none"
                stroke="#0b5cad"
                strokeWidth="2"
                vectorEffect="non-scaling-stroke"
              />
            </g>
          ))}
        </svg>
        <span />
        <div className={styles.ends}>
          <span>{when(from)}</span>
          <span>{when(to)}</span>
        </div>
      </div>
      <Twin title={title} points={points} window={{ from, to, stepMs }} text={text} />
    </div>
  );
}

function Twin({
  title,
  points,
  window,
  text,
}: {
  title: string;
  points: readonly TelemetryPoint[];
  window: { from: number; to: number; stepMs: number };
  text: (value: number) => string;
}) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const unknown = say('fleet.unknown');
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{say('fleet.chart-table', { title })}</summary>
      {open && (
        <DataTable
          caption={say('fleet.chart-table', { title })}
          rows={rowsOf(points, { ...window, most: MOST_ROWS }).reverse()}
          keyOf={({ at }) => at}
          columns={[
            { title: say('presence.from'), cell: ({ at }) => dateTimeText(at) },
            { title: say('fleet.least'), cell: ({ point }) => (point ? text(point.min) : unknown), numeric: true },
            { title: say('fleet.mean'), cell: ({ point }) => (point ? text(point.mean) : unknown), numeric: true },
            { title: say('fleet.most'), cell: ({ point }) => (point ? text(point.max) : unknown), numeric: true },
          ]}
        />
      )}
    </details>
  );
}
