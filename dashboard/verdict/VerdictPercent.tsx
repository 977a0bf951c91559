import type { HamletVerdict } from '../../protocol/api/coverage.ts';
import { Percent } from '../components/Percent.tsx';
import { useWords } from '../i18n/Language.tsx';

/** The share heard, or why there is none: no loudspeakers, or nobody but visitors has heard them (DOMAIN §4.9). */
export function VerdictPercent({ row, without = false }: { row: HamletVerdict; without?: boolean }) {
  const { say } = useWords();
  const { heard, partial, notHeard } = row.sessions;
  if (row.basis === 'inspections' && heard + partial + notHeard === 0) return say('verdict.not-measured');
  if (row.basis === 'none' && row.nodes === 0) return without ? null : say('verdict.no-horns');
  const { lower, upper, due } = without ? row.without : { ...row, due: row.sessions.due };
  return <Percent lower={lower} upper={upper} due={due} />;
}
