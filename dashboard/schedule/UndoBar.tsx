import { Button, Group } from '@mantine/core';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useUndo } from './ask.ts';
import { type LastChange, rememberChange, useLastChange } from './last-change.ts';

/** «Đã dời 24/11 17:00 → 17:30. [Hoàn tác]», for ten minutes after the change. */
export function UndoBar() {
  const { account } = useMe();
  const change = useLastChange(account.id, useServerNow(15_000));
  return change ? <Bar key={change.at} change={change} /> : null;
}

function Bar({ change }: { change: LastChange }) {
  const { say } = useWords();
  const undo = useUndo(change.programme);
  return (
    <Notice meaning={undo.isError ? 'bad' : 'good'} role={undo.isError ? 'alert' : 'status'}>
      <Group justify="space-between" gap="sm">
        <span>{undo.isError ? problemText(undo.error, say) : change.sentence}</span>
        <Group gap="xs">
          <Button
            variant="default"
            size="md"
            loading={undo.isPending}
            onClick={() => undo.mutate(undefined, { onSuccess: () => rememberChange(undefined) })}
          >
            {say('plan.undo')}
          </Button>
          <Button variant="subtle" size="md" onClick={() => rememberChange(undefined)}>
            {say('action.close')}
          </Button>
        </Group>
      </Group>
    </Notice>
  );
}
