import { Button } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../i18n/Language.tsx';

/** On plain http the browser has no clipboard: then the text above is to be marked by hand, and no button pretends. */
export function CopyButton({ text }: { text: string }) {
  const { say } = useWords();
  const [copied, setCopied] = useState(false);
  if (!navigator.clipboard) return null;
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Button variant="default" size="lg" onClick={copy}>
      <span aria-live="polite">{say(copied ? 'action.copied' : 'action.copy')}</span>
    </Button>
  );
}
