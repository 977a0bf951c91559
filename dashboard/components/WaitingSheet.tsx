import { Button, Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import type { Confirmation } from '../../protocol/api/people.ts';
import { useOwnConfirmation, useWithdrawConfirmation } from '../data/confirmations.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { Sheet } from './Sheet.tsx';
import { SheetActions } from './SheetActions.tsx';

const TOLD = {
  confirmed: { meaning: 'good', word: 'confirm.confirmed' },
  refused: { meaning: 'bad', word: 'confirm.refused' },
  expired: { meaning: 'partial', word: 'confirm.expired' },
} as const;

interface Props {
  asked: Confirmation;
  /** The page of what it became. */
  see?: (run: string) => string;
  onClose: () => void;
}

/** Whoever asked waits here for somebody else, and sees at once how it ended. */
export function WaitingSheet({ asked, see = runPath, onClose }: Props) {
  const { say, format } = useWords();
  const [, navigate] = useLocation();
  const now = useServerNow();
  const { state, run, expiresAt } = useOwnConfirmation(asked);
  const withdraw = useWithdrawConfirmation();
  return (
    <Sheet title={say('confirm.waiting-title', { title: asked.title })} onClose={onClose}>
      <Stack>
        <p>{say('confirm.where', { nodes: format.number(asked.nodes), communes: asked.communes.join(', ') })}</p>
        {state === 'waiting' ? (
          <Notice meaning="unknown">
            <span role="status">{say('confirm.waiting')}</span>{' '}
            <span role="timer" className="numeric">
              {say('confirm.left', { time: format.age(expiresAt - now) })}
            </span>
          </Notice>
        ) : (
          <Notice meaning={TOLD[state].meaning} role="alert">
            {say(TOLD[state].word)}
          </Notice>
        )}
        <ProblemNotice error={withdraw.error} />
        <SheetActions onClose={onClose} over>
          {state === 'confirmed' && (
            <Button size="lg" onClick={() => navigate(run ? see(run) : '/dang-phat')}>
              {say('confirm.see')}
            </Button>
          )}
          {state === 'waiting' && (
            <Button
              size="lg"
              variant="default"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate(asked.id, { onSuccess: onClose })}
            >
              {say('confirm.withdraw')}
            </Button>
          )}
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
