import { Button, Stack } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Account, AccountLink } from '../../protocol/api/people.ts';
import { Loading } from '../components/Loading.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useAccountLink } from '../data/accounts.ts';
import { useWords } from '../i18n/Language.tsx';

const LinkCard = lazy(() => import('./LinkCard.tsx').then((module) => ({ default: module.LinkCard })));

/** The one-time link of an account: the one just made, or a new one on request. */
export function LinkPanel({ account, made }: { account: Account; made?: AccountLink | undefined }) {
  const { say } = useWords();
  const fresh = useAccountLink(account.id);
  const link = fresh.data ?? made;
  const phone = account.role === 'hamlet-head';
  return (
    <Stack gap="sm">
      {link && (
        <Suspense fallback={<Loading rows={5} />}>
          <LinkCard account={account} link={link} />
        </Suspense>
      )}
      <ProblemNotice error={fresh.error} />
      {!link && (
        <Button
          variant="default"
          size="lg"
          style={{ alignSelf: 'start' }}
          loading={fresh.isPending}
          onClick={() => fresh.mutate(undefined)}
        >
          {say(phone ? 'link.make-card' : 'link.make')}
        </Button>
      )}
    </Stack>
  );
}
