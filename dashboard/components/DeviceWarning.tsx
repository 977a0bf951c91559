import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';

/** Somebody else shows the same label: the technician decides whether it was copied. */
export function DeviceWarning({ otherCalls }: { otherCalls: number }) {
  const { say } = useWords();
  if (otherCalls === 0) return null;
  return (
    <Notice meaning="bad" role="status" title={say('enrol.copied-title')}>
      {say('enrol.copied')}
    </Notice>
  );
}
