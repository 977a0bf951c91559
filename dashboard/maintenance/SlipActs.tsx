import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Maintenance } from '../../protocol/api/cases.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useGateway } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import styles from '../field/Field.module.css';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { type SlipStep, useMoveSlip } from './ask.ts';

/** What can be done with a slip now, by whom looks at it; an excusal never by who asked for it. */
export function SlipActs({ slip }: { slip: Maintenance }) {
  const { say } = useWords();
  const { freshness } = useGateway();
  const { role, id } = useMe().account;
  const move = useMoveSlip(slip.id);
  const [asking, setAsking] = useState<'cancel' | 'approve-excusal' | 'refuse-excusal'>();
  const act = (kind: SlipStep['kind'], onSuccess?: () => void) =>
    move.mutate({ key: newUlid(freshness.serverNow()), kind, note: '' }, onSuccess ? { onSuccess } : {});
  const decides = (role === 'approver' || role === 'administrator') && slip.excusal === 'asked';
  const simple: SlipStep['kind'][] = may(role, 'repair')
    ? [
        ...(slip.state === 'planned' ? (['start'] as const) : []),
        ...(slip.state === 'active' ? (['finish'] as const) : []),
        ...(slip.state !== 'cancelled' && slip.excusal === 'none' ? (['ask-excusal'] as const) : []),
      ]
    : [];
  const grave = [
    ...(may(role, 'repair') && slip.state === 'planned' ? (['cancel'] as const) : []),
    ...(decides && slip.created.by !== id ? (['approve-excusal', 'refuse-excusal'] as const) : []),
  ];
  return (
    <span className={styles.acts}>
      {simple.map((kind) => (
        <Button
          key={kind}
          variant={kind === 'ask-excusal' ? 'default' : 'filled'}
          size="md"
          loading={move.isPending}
          onClick={() => act(kind)}
        >
          {say(`rest.act.${kind}`)}
        </Button>
      ))}
      {grave.map((kind) => (
        <Button key={kind} variant="default" size="md" onClick={() => setAsking(kind)}>
          {say(`rest.act.${kind}`)}
        </Button>
      ))}
      {decides && slip.created.by === id && <span>{say('rest.own')}</span>}
      {!asking && <ProblemNotice error={move.error} />}
      {asking && (
        <ConfirmSheet
          title={say(`rest.act.${asking}`)}
          submit={say(`rest.act.${asking}`)}
          act={move}
          onSubmit={() => act(asking, () => setAsking(undefined))}
          onClose={() => setAsking(undefined)}
        >
          <p>{say(`rest.sure.${asking}`, { title: slip.title })}</p>
        </ConfirmSheet>
      )}
    </span>
  );
}
