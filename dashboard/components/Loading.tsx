import { Skeleton, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/Language.tsx';

const SHOWN_AFTER_MS = 300;

/** Grey bars of about the final height, but only when it takes longer than a blink. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { say } = useWords();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Stack gap="sm" aria-busy="true" style={{ minHeight: rows * 46 }}>
      {shown && <span className="visually-hidden">{say('state.loading')}</span>}
      {shown && <Skeleton height={rows * 46} />}
    </Stack>
  );
}
