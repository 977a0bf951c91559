import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

/** Why the act failed, at once; nothing while it has not. */
export function ProblemNotice({ error }: { error: unknown }) {
  const { say } = useWords();
  if (error === null || error === undefined) return null;
  return (
    <Notice meaning="bad" role="alert">
      {problemText(error, say)}
    </Notice>
  );
}
