import { Button, Stack } from '@mantine/core';
import type { OpenLabel } from '../../protocol/api/enrolment.ts';
import { useWithdrawLabel } from '../data/changes.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet } from './Sheet.tsx';

export function WithdrawSheet({ label, onClose }: { label: OpenLabel; onClose: () => void }) {
  const { say } = useWords();
  const withdraw = useWithdrawLabel();
  return (
    <Sheet title={say('labels.withdraw-title')} onClose={onClose}>
      <Stack>
        <p>{say('labels.withdraw-sentence', { area: label.areaName, at: dateTimeText(label.createdAt) })}</p>
        {withdraw.isError && (
          <Notice meaning="bad" role="alert">
            {problemText(withdraw.error, say)}
          </Notice>
        )}
        <Stack gap="sm">
          <Button
            size="lg"
            color="dark"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate(label.id, { onSuccess: onClose })}
          >
            {say('labels.withdraw')}
          </Button>
          <Button size="lg" variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </Stack>
      </Stack>
    </Sheet>
  );
}
