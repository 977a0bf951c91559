import { useParams } from 'wouter';
import { knowWords } from '../i18n/known-words.ts';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { CommuneView } from '../verdict/CommuneView.tsx';
import { CURRENT, useWindowChoice } from '../verdict/window-choice.ts';

knowWords(viVerdict);

/** One commune of a province in a period. */
export function CommuneVerdict() {
  const { xa = '' } = useParams();
  return <CommuneView key={xa} commune={xa} window={useWindowChoice(CURRENT)} fixed />;
}
