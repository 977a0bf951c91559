import { useWords } from '../i18n/Language.tsx';
import type { Band } from './bands.ts';

/** «Sáng», or the name the commune gave its hours. */
export function BandTitle({ band }: { band: Band }) {
  const { say } = useWords();
  return <>{band.name ?? say(`plan.part.${band.part}`)}</>;
}
