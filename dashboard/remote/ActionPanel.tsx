import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import type { Action, ActionInput } from '../../protocol/api/remote.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { actionWord } from './action-words.ts';
import { useAct, useActions } from './ask.ts';
import { LatestAction } from './LatestAction.tsx';
import { LogSheet } from './LogSheet.tsx';
import { LoudestSetter } from './LoudestSetter.tsx';
import { useQuietNow } from './quiet-now.ts';
import styles from './Remote.module.css';
import { tellAction } from './told-action.ts';
import { VolumeSetter } from './VolumeSetter.tsx';

type Asking = Exclude<ActionInput['type'], 'volume'>;

/** «Chẩn đoán từ xa»: what is asked of one device, and how far it came. */
export function ActionPanel({ node }: { node: Node }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const actions = useActions(node.id);
  const mayAct = node.enrolled && (may(role, 'remote') || may(role, 'set-volume'));
  return (
    <Card title={say('remote.title')}>
      <Stack gap="md">
        {!node.enrolled && <p>{say('remote.not-enrolled')}</p>}
        {mayAct && <Acts node={node} />}
        <Answer query={actions} rows={3}>
          {({ items }) => <Last actions={items} />}
        </Answer>
      </Stack>
    </Card>
  );
}

function Acts({ node }: { node: Node }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const act = useAct(node.id);
  const latest = useActions(node.id).data?.items[0];
  const now = useServerNow(1_000);
  const quiet = useQuietNow(node.commune);
  const [sheet, setSheet] = useState<'reboot' | 'calibrate' | 'log'>();
  const ask = (type: Asking) => {
    const key = newUlid(now);
    act.mutate(type === 'calibrate' ? { key, type, hearsIt: true } : { key, type }, {
      onSuccess: () => setSheet(undefined),
    });
  };
  // A node that only listens has nothing to sound with.
  const sounds = node.horns > 0;
  const busy = (type: Asking) => act.isPending && act.variables?.type === type;
  return (
    <>
      {node.presence === 'offline' && <p>{say('remote.offline')}</p>}
      {may(role, 'remote') && (
        <>
          {quiet && sounds && <p className={styles.soft}>{say('remote.quiet', quiet)}</p>}
          <Group gap="sm" data-remote="acts">
            {sounds && (
              <>
                <Act type="silent-test" busy={busy} onAsk={ask} />
                {/* Blocked only now, and the sentence above says why and until when. */}
                <Act type="tone-test" busy={busy} onAsk={ask} disabled={quiet !== undefined} />
                <Button
                  size="md"
                  variant="default"
                  disabled={quiet !== undefined}
                  onClick={() => setSheet('calibrate')}
                >
                  {say('remote.calibrate')}
                </Button>
              </>
            )}
            <Button size="md" variant="default" onClick={() => setSheet('reboot')}>
              {say('remote.reboot')}
            </Button>
            <Button size="md" variant="default" onClick={() => setSheet('log')}>
              {say('remote.log')}
            </Button>
            <Act type="resync" busy={busy} onAsk={ask} />
          </Group>
        </>
      )}
      {may(role, 'set-volume') && sounds && (
        <VolumeSetter node={node} busy={act.isPending} onSet={(input) => act.mutate(input)} />
      )}
      {may(role, 'remote') && sounds && <LoudestSetter node={node} />}
      {sheet === undefined && <ProblemNotice error={act.error} />}
      {latest && <LatestAction action={latest} />}
      {(sheet === 'reboot' || sheet === 'calibrate') && (
        <ConfirmSheet
          title={say(`remote.${sheet}-title`, { code: node.code })}
          submit={say(`remote.${sheet}`)}
          act={act}
          onSubmit={() => ask(sheet)}
          onClose={() => setSheet(undefined)}
        >
          <p>{say(`remote.${sheet}-sentence`)}</p>
        </ConfirmSheet>
      )}
      {sheet === 'log' && (
        <LogSheet
          node={node}
          busy={busy('fetch-log')}
          error={act.error}
          onFetch={() => ask('fetch-log')}
          onClose={() => setSheet(undefined)}
        />
      )}
    </>
  );
}

interface ActProps {
  type: 'silent-test' | 'tone-test' | 'resync';
  busy: (type: Asking) => boolean;
  onAsk: (type: Asking) => void;
  disabled?: boolean;
}
function Act({ type, busy, onAsk, disabled = false }: ActProps) {
  const { say } = useWords();
  return (
    <Button
      size="md"
      variant={type === 'resync' ? 'default' : 'light'}
      loading={busy(type)}
      disabled={disabled}
      onClick={() => onAsk(type)}
    >
      {say(`remote.${type}`)}
    </Button>
  );
}

function Last({ actions }: { actions: readonly Action[] }) {
  const { say } = useWords();
  if (actions.length === 0) return <p className={styles.soft}>{say('remote.none')}</p>;
  return (
    <DataTable
      caption={say('remote.last')}
      rows={actions}
      keyOf={(row) => row.id}
      columns={[
        { title: say('remote.what'), cell: (row) => say(`remote.type.${row.type}`) },
        { title: say('remote.state'), cell: (row) => <StateTag told={tellAction(row)} bare /> },
        { title: say('remote.result'), cell: (row) => actionWord(row, say) },
        { title: say('remote.by'), cell: (row) => row.byName ?? '–' },
        { title: say('remote.at'), cell: (row) => dateTimeText(row.at) },
      ]}
    />
  );
}
