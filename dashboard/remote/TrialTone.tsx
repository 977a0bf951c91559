import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { newUlid } from '../data/ulid.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAct, useActions } from './ask.ts';
import { LatestAction } from './LatestAction.tsx';
import { useQuietNow } from './quiet-now.ts';
import { testResultOf } from './told-action.ts';

/** «Có nghe tiếng không?»: whoever stands below the new loudspeaker hears a tone, and a yes makes it the reference for later tests. */
export function TrialTone({ node }: { node: Node }) {
  const { say } = useWords();
  const act = useAct(node.id);
  const actions = useActions(node.id).data?.items ?? [];
  const now = useServerNow(1_000);
  const quiet = useQuietNow(node.commune);
  const [answer, setAnswer] = useState<'yes' | 'no'>();
  const followed = act.data && (actions.find(({ id }) => id === act.data.id) ?? act.data);
  const play = () => {
    setAnswer(undefined);
    act.mutate({ key: newUlid(now), type: 'tone-test' });
  };
  const hears = () => {
    setAnswer('yes');
    act.mutate({ key: newUlid(now), type: 'calibrate', hearsIt: true });
  };
  const mayAnswer = followed?.type === 'tone-test' && followed.state === 'done' && answer === undefined;
  const found = followed?.type === 'calibrate' ? testResultOf(followed) : undefined;
  return (
    <Stack gap="sm" data-trial>
      <p>{say('trial.what')}</p>
      {quiet && <p>{say('remote.quiet', quiet)}</p>}
      <div>
        <Button size="lg" variant="light" disabled={quiet !== undefined} loading={act.isPending} onClick={play}>
          {say('trial.play')}
        </Button>
      </div>
      <ProblemNotice error={act.error} />
      {followed && <LatestAction action={followed} />}
      {mayAnswer && (
        <>
          <p>
            <b>{say('trial.question')}</b>
          </p>
          <Group>
            <Button size="lg" onClick={hears}>
              {say('trial.yes')}
            </Button>
            <Button size="lg" variant="default" onClick={() => setAnswer('no')}>
              {say('trial.no')}
            </Button>
          </Group>
        </>
      )}
      {answer === 'no' && (
        <Notice meaning="bad" role="status">
          {say('trial.no-next')}
        </Notice>
      )}
      {found === 'heard' && (
        <Notice meaning="good" role="status">
          {say('trial.kept')}
        </Notice>
      )}
      {found === 'not-heard' && (
        <Notice meaning="partial" role="status">
          {say('trial.not-kept')}
        </Notice>
      )}
    </Stack>
  );
}
