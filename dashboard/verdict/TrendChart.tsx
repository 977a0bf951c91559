import type { Trend } from '../../protocol/api/coverage.ts';
import { useWords } from '../i18n/Language.tsx';
import { barsOf, HEIGHT, LEFT, WIDTH, yOf } from './trend-bars.ts';
import styles from './Verdict.module.css';

/** Heard for sure filled, what is not known hatched on top, the share that is needed as a line. The table beside it says the same. */
export function TrendChart({ months, needed }: { months: Trend['months']; needed: number }) {
  const { say, format } = useWords();
  const { bars, right } = barsOf(months);
  const line = yOf(needed);
  return (
    <svg
      className={styles.trend}
      role="img"
      aria-label={say('trend.label', { needed: format.percent(needed) })}
      width={WIDTH}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <path d={`M${LEFT} ${yOf(share)}H${right}`} stroke="#d9dee4" />
          <text x={LEFT - 6} y={yOf(share) + 5} textAnchor="end" fontSize="14" fill="#495057">
            {format.share(share).replace(/[,.]0$/, '')}
          </text>
        </g>
      ))}
      {bars.map((bar) => (
        <g key={bar.month}>
          {bar.due > 0 ? (
            <>
              <rect x={bar.x} y={bar.lowerY} width={bar.width} height={yOf(0) - bar.lowerY} fill="#8FD0A5" />
              <rect
                x={bar.x + 0.5}
                y={bar.upperY}
                width={bar.width - 1}
                height={bar.lowerY - bar.upperY}
                fill="url(#hatch)"
                stroke="#868E96"
                strokeDasharray="3 2"
              />
            </>
          ) : (
            <rect
              x={bar.x + 0.5}
              y={yOf(1)}
              width={bar.width - 1}
              height={yOf(0) - yOf(1)}
              fill="none"
              stroke="#CED4DA"
              strokeDasharray="3 3"
            />
          )}
          <text x={bar.x + bar.width / 2} y={HEIGHT - 4} textAnchor="middle" fontSize="14" fill="#495057">
            {bar.month.slice(5)}
          </text>
        </g>
      ))}
      <path d={`M${LEFT} ${line}H${right}`} stroke="#B42318" strokeWidth="1.5" strokeDasharray="6 3" />
    </svg>
  );
}
