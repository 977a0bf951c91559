import { useWords } from '../i18n/Language.tsx';

/** A share with its lower and upper bound: «78,3% (75,0–79,2)». It carries no colour of its own. */
export function Percent({ lower, upper, due }: { lower: number; upper: number; due: number }) {
  const { say, format } = useWords();
  if (due === 0) return <span>{say('percent.none')}</span>;
  return (
    <span className="numeric" style={{ whiteSpace: 'nowrap' }}>
      {lower === upper
        ? format.percent(lower)
        : say('percent.interval', { lower: format.share(lower), upper: format.percent(upper) })}
    </span>
  );
}
