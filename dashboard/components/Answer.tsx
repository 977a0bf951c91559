import { Button, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { Loading } from './Loading.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

interface Props<T> {
  query: UseQueryResult<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** The states of everything fetched: loading, failed (with a way to try again), without network, there. Old data stay on screen. */
export function Answer<T>({ query, rows, children }: Props<T>) {
  const { say } = useWords();
  if (query.data !== undefined) return children(query.data);
  if (query.fetchStatus === 'paused') return <Notice meaning="unknown">{say('state.offline')}</Notice>;
  if (query.isError) {
    return (
      <Notice meaning="bad" title={say('state.failed')} role="alert">
        <Stack align="flex-start" gap="sm">
          {problemText(query.error, say)}
          <Button variant="default" onClick={() => query.refetch()}>
            {say('action.retry')}
          </Button>
        </Stack>
      </Notice>
    );
  }
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
