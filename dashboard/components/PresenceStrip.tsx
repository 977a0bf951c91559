import type { PresencePeriod, PresenceState } from '../../protocol/api/areas.ts';
import { useWords } from '../i18n/Language.tsx';
import { tellPresence } from './meaning.ts';
import { sharesOf } from './presence-shares.ts';

const FILL: Record<PresenceState, string> = {
  online: '#8FD0A5',
  offline: '#A61B1B',
  unobserved: 'url(#hatch)',
  maintenance: '#B9A7E8',
};
const WIDTH = 960;
const HEIGHT = 28;

/** Periods as they were watched; what no period covers is drawn as not observed, never as the last state. */
export function PresenceStrip({ periods, from, to }: { periods: readonly PresencePeriod[]; from: number; to: number }) {
  const { say, format } = useWords();
  const x = (instant: number) => ((Math.min(Math.max(instant, from), to) - from) / (to - from)) * WIDTH;
  const said = sharesOf(periods, from, to)
    .map(([state, share]) => `${say(tellPresence({ presence: state, enrolled: true }).word)} ${format.percent(share)}`)
    .join(', ');
  return (
    <svg
      role="img"
      aria-label={say('presence.strip', { said })}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      style={{ display: 'block', width: '100%', height: 28, borderRadius: 6 }}
    >
      <rect width={WIDTH} height={HEIGHT} fill="url(#hatch)" />
      {periods.map((period) => (
        <rect
          key={period.from}
          x={x(period.from)}
          width={Math.max(1, x(period.to) - x(period.from))}
          height={HEIGHT}
          fill={FILL[period.state]}
        />
      ))}
    </svg>
  );
}
