import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { useCancelBulletin, useUsage } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { UsedFirst } from './UsedFirst.tsx';

export function CancelBulletinSheet({ bulletin, onClose }: { bulletin: Bulletin; onClose: () => void }) {
  const { say } = useWords();
  const cancel = useCancelBulletin(bulletin.id);
  const used = (useUsage(bulletin.id).data?.programmes.length ?? 0) > 0;
  return (
    <ConfirmSheet
      title={say('bulletin.cancel-title', { title: bulletin.title })}
      submit={say('bulletin.cancel')}
      act={cancel}
      onSubmit={() => cancel.mutate({ used }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <UsedFirst bulletin={bulletin.id} />
      {used && <p>{say('bulletin.cancel-used')}</p>}
      <p>{say('bulletin.cancel-sentence')}</p>
    </ConfirmSheet>
  );
}
