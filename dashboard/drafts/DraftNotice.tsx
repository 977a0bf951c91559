import { Button, Group } from '@mantine/core';
import { Notice } from '../components/Notice.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import type { useRemoteDraft } from './use-remote-draft.ts';

type Remote = Pick<ReturnType<typeof useRemoteDraft>, 'question' | 'taken' | 'failed' | 'keepMine' | 'takeTheirs'>;

/** What became of the draft on the person's other devices; asks where both were changed. */
export function DraftNotice({ question, taken, failed, keepMine, takeTheirs }: Remote) {
  const { say } = useWords();
  if (question)
    return (
      <Notice meaning="partial" role="alert" title={say('plan.draft-both', { at: dateTimeText(question.changedAt) })}>
        <Group gap="sm" mt={6}>
          <Button size="md" variant="default" onClick={takeTheirs}>
            {say('plan.draft-theirs')}
          </Button>
          <Button size="md" variant="default" onClick={keepMine}>
            {say('plan.draft-mine')}
          </Button>
        </Group>
      </Notice>
    );
  if (failed)
    return (
      <Notice meaning="unknown" role="status">
        {say('plan.draft-unsent')}
      </Notice>
    );
  if (taken === undefined) return null;
  return (
    <Notice meaning="unknown" role="status">
      {say('plan.draft-taken', { at: dateTimeText(taken) })}
    </Notice>
  );
}
