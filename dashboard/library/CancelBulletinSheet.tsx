import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { useCancelBulletin } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { UsedFirst } from './UsedFirst.tsx';

export function CancelBulletinSheet({ bulletin, onClose }: { bulletin: Bulletin; onClose: () => void }) {
  const { say } = useWords();
  const cancel = useCancelBulletin(bulletin.id);
  return (
    <ConfirmSheet
      title={say('bulletin.cancel-title', { title: bulletin.title })}
      submit={say('bulletin.cancel')}
      act={cancel}
      onSubmit={() => cancel.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <UsedFirst bulletin={bulletin.id} />
      <p>{say('bulletin.cancel-sentence')}</p>
    </ConfirmSheet>
  );
}
