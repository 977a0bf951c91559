import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import type { ApprovalItem, Listened } from '../../protocol/api/library.ts';
import { Card } from '../components/Card.tsx';
import { ListenPlayer } from '../components/ListenPlayer.tsx';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { shortCode } from '../components/short-code.ts';
import { useApprove } from '../data/approvals.ts';
import { useGateway, useServerNow } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Approval.module.css';
import { ApprovalFacts } from './ApprovalFacts.tsx';
import { type HeardNow, leftOf } from './heard-enough.ts';

const RelayLine = lazy(async () => ({ default: (await import('../relays/RelayLine.tsx')).RelayLine }));
const ReturnSheet = lazy(async () => ({ default: (await import('./ReturnSheet.tsx')).ReturnSheet }));

interface Props {
  item: ApprovalItem;
  heard: HeardNow;
  onHeard: (listened: Listened) => void;
  onDecided: (sentence: string) => void;
}

/** One thing that waits: what, when, where, its sound, and the two answers. Nothing is sent before it was heard. */
export function ApprovalCard({ item, heard, onHeard, onDecided }: Props) {
  const { say, format } = useWords();
  const { queries } = useGateway();
  const now = useServerNow(30_000);
  const approve = useApprove();
  const [seen, setSeen] = useState(item.contentHash);
  const [early, setEarly] = useState(false);
  const [returning, setReturning] = useState(false);
  const players = useRef(new Map<string, HTMLButtonElement>());
  const { leftMs, first } = leftOf(item, heard);
  const fallbacks = new Set(item.relays?.map(({ fallback }) => fallback));
  const changed =
    item.contentHash !== seen ||
    (approve.error instanceof RefusedError && approve.error.problem.code === 'content-changed');

  const listenTo = (sha256: string | undefined) => {
    const [any] = item.recordings;
    players.current.get(sha256 ?? any?.sha256 ?? '')?.focus();
  };
  const submit = () => {
    setEarly(first !== undefined);
    if (first !== undefined) return listenTo(first);
    approve.mutate(
      { kind: item.kind, id: item.id, contentHash: seen },
      {
        onSuccess: () => onDecided(say('approvals.approved', { title: item.title, code: shortCode(seen) })),
        onError: () => void queries.invalidateQueries({ queryKey: [paths.approvals] }),
      },
    );
  };
  const takeNew = () => {
    approve.reset();
    setSeen(item.contentHash);
    setEarly(false);
    listenTo(first);
  };
  return (
    <Card title={item.title} aside={<span>{say('approvals.code', { code: shortCode(seen) })}</span>}>
      <div className={styles.card}>
        <ApprovalFacts item={item} now={now} />
        {item.relays && (
          <Suspense fallback={null}>
            {item.relays.map(({ station, name, minutes, fallback }) => (
              <RelayLine key={`${station} ${fallback}`} station={{ id: station, name }} minutes={minutes} />
            ))}
          </Suspense>
        )}
        {item.recordings.map((recording) => (
          <div key={recording.sha256} className={styles.sound}>
            {fallbacks.has(recording.sha256) ? (
              <p>{say('approvals.fallback', { title: recording.title })}</p>
            ) : (
              item.recordings.length > 1 && <p>{recording.title}</p>
            )}
            <ListenPlayer
              recording={recording}
              counts
              listened={heard.get(recording.sha256) ?? recording.listened}
              onHeard={onHeard}
              playButton={(element) => {
                if (element) players.current.set(recording.sha256, element);
                else players.current.delete(recording.sha256);
              }}
            />
          </div>
        ))}
        {item.recordings.length === 0 && <Notice meaning="bad">{say('approvals.no-recording')}</Notice>}
        {item.text && (
          <details className={styles.text}>
            <summary>{say('approvals.text')}</summary>
            <p>{item.text}</p>
          </details>
        )}
        {early && first !== undefined && (
          <Notice meaning="partial" role="alert">
            {say('approvals.hear-first', { time: format.length(leftMs) })}
          </Notice>
        )}
        {changed ? (
          <Notice meaning="bad" role="alert" title={say('approvals.changed')}>
            <Button size="md" onClick={takeNew} disabled={item.contentHash === seen}>
              {say('approvals.hear-new')}
            </Button>
          </Notice>
        ) : (
          <ProblemNotice error={approve.error} />
        )}
        {item.own ? (
          <Notice meaning="unknown">{say('approvals.own')}</Notice>
        ) : (
          !changed && (
            <div className={styles.answers}>
              <Button size="lg" data-primary loading={approve.isPending} onClick={submit}>
                {say('approve.submit')}
              </Button>
              <Button size="lg" variant="default" onClick={() => setReturning(true)}>
                {say('approvals.return')}
              </Button>
            </div>
          )
        )}
      </div>
      {returning && (
        <Suspense fallback={null}>
          <ReturnSheet item={item} onClose={() => setReturning(false)} onReturned={onDecided} />
        </Suspense>
      )}
    </Card>
  );
}
