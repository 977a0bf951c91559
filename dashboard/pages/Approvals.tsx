import { Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Link, useParams } from 'wouter';
import type { WaitingException } from '../../protocol/api/broadcast.ts';
import type { Listened } from '../../protocol/api/library.ts';
import styles from '../approval/Approval.module.css';
import { ApprovalCard } from '../approval/ApprovalCard.tsx';
import { ApproveWeekSheet } from '../approval/ApproveWeekSheet.tsx';
import { Deputies } from '../approval/Deputies.tsx';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { EmergencyReviewList } from '../components/EmergencyReviewList.tsx';
import { Empty } from '../components/Empty.tsx';
import { Notice } from '../components/Notice.tsx';
import { Page } from '../components/Page.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useApprovals } from '../data/approvals.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { APPROVALS_PATH, bulletinPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viApproval } from '../i18n/vi-approval.ts';

knowWords(viApproval);

const ExceptionList = lazy(async () => ({
  default: (await import('../exceptions/ExceptionList.tsx')).ExceptionList,
}));

/** Not among the shared paths, so that the first load of every page carries none of it. */
const EXCEPTIONS = paths.programmes.replace('programmes', 'exceptions');
const AT_ONCE = 8;

/** «Cái gì chờ duyệt, có gì rủi ro, tôi đã nghe chưa?» With an id in the address: that one alone. */
export function Approvals() {
  const { say } = useWords();
  const { id } = useParams();
  const approvals = useApprovals();
  const { role } = useMe().account;
  const mayName = may(role, 'approve');
  const exceptions = useGet<{ items: WaitingException[] }>(EXCEPTIONS, {}, { enabled: may(role, 'review') });
  const leave = exceptions.data?.items ?? [];
  const { online } = useNetwork();
  const [heard, setHeard] = useState<ReadonlyMap<string, Listened>>(new Map());
  const [decided, setDecided] = useState('');
  const [week, setWeek] = useState(false);
  const [shown, setShown] = useState(AT_ONCE);
  const answer = useRef<HTMLParagraphElement>(null);
  // The card that had the focus is gone: what became of it is read out instead.
  useEffect(() => {
    if (decided) answer.current?.focus();
  }, [decided]);
  const all = approvals.data?.items ?? [];
  return (
    <Page
      title={say('menu.approvals')}
      sentence={approvals.data && say(all.length === 0 ? 'approvals.none' : 'approvals.sentence', { n: all.length })}
      actions={
        !id &&
        all.length > 1 && (
          <Button size="lg" variant="default" onClick={() => setWeek(true)}>
            {say('week.open')}
          </Button>
        )
      }
    >
      {!online && <Notice meaning="unknown">{say('approvals.offline')}</Notice>}
      {decided && (
        <p ref={answer} tabIndex={-1} role="status" className={styles.decided}>
          {decided}
        </p>
      )}
      {id && (
        <p>
          <Link href={APPROVALS_PATH} className={styles.back}>
            {say('approvals.all')}
          </Link>
        </p>
      )}
      <ProblemNotice error={exceptions.error} />
      {!id && leave.length > 0 && (
        <Suspense fallback={null}>
          <ExceptionList items={leave} />
        </Suspense>
      )}
      <Answer query={approvals} rows={8}>
        {({ items }) => {
          const chosen = id ? items.filter((item) => item.id === id) : items;
          if (id && chosen.length === 0 && !decided)
            return (
              <Card>
                <Empty sentence={say('approvals.gone')}>
                  <Link href={bulletinPath(id)} className={styles.back}>
                    {say('approvals.look')}
                  </Link>
                </Empty>
              </Card>
            );
          return (
            <>
              {chosen.slice(0, shown).map((item) => (
                <ApprovalCard
                  key={item.id}
                  item={item}
                  heard={heard}
                  onHeard={(told) => setHeard((before) => new Map(before).set(told.recording, told))}
                  onDecided={setDecided}
                />
              ))}
              {chosen.length > shown && (
                <Button variant="default" size="lg" onClick={() => setShown(shown + AT_ONCE)}>
                  {say('approvals.more', { n: chosen.length - shown })}
                </Button>
              )}
            </>
          );
        }}
      </Answer>
      {!id && <EmergencyReviewList />}
      {!id && mayName && <Deputies />}
      {week && <ApproveWeekSheet items={all} heard={heard} onClose={() => setWeek(false)} />}
    </Page>
  );
}
