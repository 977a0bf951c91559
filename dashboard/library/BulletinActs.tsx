import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { useIsMine } from '../components/is-mine.ts';
import { problemText } from '../components/problem-text.ts';
import { useSubmitBulletin } from '../data/bulletins.ts';
import { useMe } from '../data/session.ts';
import { approvalPath, newProgrammePath } from '../frame/page-paths.ts';
import { may, mayApprove, mayPlay } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';

const PlayNowSheet = lazy(async () => ({ default: (await import('../components/PlayNowSheet.tsx')).PlayNowSheet }));
const ReplaceSheet = lazy(async () => ({ default: (await import('./ReplaceSheet.tsx')).ReplaceSheet }));
const CancelBulletinSheet = lazy(async () => ({
  default: (await import('./CancelBulletinSheet.tsx')).CancelBulletinSheet,
}));

/** What may be done with it in its state by this person; what is only blocked now says why. */
export function BulletinActs({ bulletin, onEdit }: { bulletin: Bulletin; onEdit: () => void }) {
  const { say } = useWords();
  const { account } = useMe();
  const submit = useSubmitBulletin(bulletin.id);
  const [open, setOpen] = useState<'play' | 'replace' | 'cancel' | undefined>();
  const { state } = bulletin;
  const mayPlan = may(account.role, 'create') && state !== 'cancelled';
  const mayChange = useIsMine(bulletin.area) && mayPlan;
  const decision = mayApprove(account, bulletin);
  const close = () => setOpen(undefined);
  return (
    <div className={styles.acts}>
      {mayChange && (state === 'draft' || state === 'returned') && (
        <Button size="md" h={44} data-primary loading={submit.isPending} onClick={() => submit.mutate(undefined)}>
          {say('bulletin.submit')}
        </Button>
      )}
      {state === 'pending' && decision.may && (
        <Button component={Link} href={approvalPath(bulletin.id)} size="md" h={44} data-primary>
          {say('approve.go')}
        </Button>
      )}
      {state === 'pending' && !decision.may && decision.why === 'own' && <p>{say('approve.own')}</p>}
      {mayPlan && state !== 'draft' && (
        <Button component={Link} href={newProgrammePath(bulletin.id)} size="md" h={44} variant="default">
          {say('inbox.plan')}
        </Button>
      )}
      {state === 'approved' && mayPlay(account.role, bulletin) && (
        <Button size="md" h={44} variant="default" onClick={() => setOpen('play')}>
          {say('play.button')}
        </Button>
      )}
      {mayChange && (
        <>
          <Button size="md" h={44} variant="default" onClick={onEdit}>
            {say('bulletin.edit')}
          </Button>
          <Button size="md" h={44} variant="default" onClick={() => setOpen('replace')}>
            {say('replace.button')}
          </Button>
          <Button size="md" h={44} variant="default" onClick={() => setOpen('cancel')}>
            {say('bulletin.cancel')}
          </Button>
        </>
      )}
      {submit.isError && <p role="alert">{problemText(submit.error, say)}</p>}
      <Suspense fallback={null}>
        {open === 'play' && <PlayNowSheet bulletin={bulletin} onClose={close} />}
        {open === 'replace' && <ReplaceSheet bulletin={bulletin} onClose={close} />}
        {open === 'cancel' && <CancelBulletinSheet bulletin={bulletin} onClose={close} />}
      </Suspense>
    </div>
  );
}
