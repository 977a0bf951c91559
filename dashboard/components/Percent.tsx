import { useWords } from '../i18n/Language.tsx';

/** Of what is known, with its lower and upper bound beside it: «78,3% (75,0–79,2)». It carries no colour of its own. */
export function Percent({ lower, upper, due }: { lower: number; upper: number; due: number }) {
  const { say, format } = useWords();
  if (due === 0) return <span>{say('percent.none')}</span>;
  const known = 1 - (upper - lower);
  return (
    <span className="numeric">
      <span style={WHOLE}>{known > 0 ? format.percent(lower / known) : say('session.unknown')}</span>{' '}
      <span style={WHOLE}>{say('percent.interval', { lower: format.share(lower), upper: format.share(upper) })}</span>
    </span>
  );
}

/** In a narrow place the bounds take a second line; neither is ever broken. */
const WHOLE = { whiteSpace: 'nowrap' } as const;
