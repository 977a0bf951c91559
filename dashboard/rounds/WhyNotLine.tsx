import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';
import type { WhyNot } from './rights.ts';

/** Why it can only be read: no act is missing without a word. */
export function WhyNotLine({ why }: { why: WhyNot | undefined }) {
  const { say } = useWords();
  if (why === undefined) return null;
  return <Notice meaning="unknown">{say(`round.why.${why}`)}</Notice>;
}
