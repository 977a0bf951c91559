import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Node, NodePatch } from '../../protocol/api/areas.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { wholeNumber } from '../settings/voice-form.ts';
import styles from './Remote.module.css';

/** How loud this very node may be at most, at every hour; empty takes the limit away. Emergencies have none. */
export function LoudestSetter({ node }: { node: Node }) {
  const { say } = useWords();
  const [typed, setTyped] = useState(node.loudest === undefined ? '' : String(node.loudest));
  const [bad, setBad] = useState(false);
  const set = useChange(
    (client, patch: NodePatch) => client.send<Node>('PATCH', paths.node(node.id), patch),
    [paths.node(node.id)],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const percent = typed.trim() === '' ? null : wholeNumber(typed, 1, 100);
    setBad(percent === undefined);
    if (percent !== undefined) set.mutate({ loudest: percent });
  };
  return (
    <form className={styles.volume} noValidate onSubmit={submit} data-loudest-here>
      <TextInput
        id="node-loudest"
        label={say('remote.loudest')}
        description={say('remote.loudest-what')}
        error={bad && say('remote.loudest-bad')}
        inputMode="numeric"
        autoComplete="off"
        rightSection={'%'}
        maw={320}
        value={typed}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
      />
      <div>
        <Button type="submit" size="md" variant="default" loading={set.isPending}>
          {say('remote.loudest-set')}
        </Button>
      </div>
      {set.isSuccess && !set.isPending && <p role="status">{say('remote.loudest-saved')}</p>}
      <ProblemNotice error={set.error} />
    </form>
  );
}
