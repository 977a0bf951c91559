import type { OpenLabel } from '../../protocol/api/enrolment.ts';
import { useWithdrawLabel } from '../data/changes.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { ConfirmSheet } from './ConfirmSheet.tsx';

export function WithdrawSheet({ label, onClose }: { label: OpenLabel; onClose: () => void }) {
  const { say } = useWords();
  const withdraw = useWithdrawLabel();
  return (
    <ConfirmSheet
      title={say('labels.withdraw-title')}
      submit={say('labels.withdraw')}
      act={withdraw}
      onSubmit={() => withdraw.mutate(label.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('labels.withdraw-sentence', { area: label.areaName, at: dateTimeText(label.createdAt) })}</p>
    </ConfirmSheet>
  );
}
