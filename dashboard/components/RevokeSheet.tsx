import type { Node } from '../../protocol/api/areas.ts';
import { useRevoke } from '../data/changes.ts';
import { useWords } from '../i18n/Language.tsx';
import { ConfirmSheet } from './ConfirmSheet.tsx';

export function RevokeSheet({ node, onClose }: { node: Node; onClose: () => void }) {
  const { say } = useWords();
  const revoke = useRevoke(node.id);
  return (
    <ConfirmSheet
      title={say('device.revoke-title', { code: node.code })}
      submit={say('device.revoke')}
      act={revoke}
      onSubmit={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('device.revoke-sentence')}</p>
    </ConfirmSheet>
  );
}
