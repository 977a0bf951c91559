import { Button } from '@mantine/core';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { useMe } from '../data/session.ts';
import { mayApprove } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';

interface Item {
  state: Bulletin['state'];
  createdBy: string;
  approval?: { byName: string } | undefined;
}

/** The approve button for who may; the reason for the creator; nothing for the rest. */
export function ApproveCell({ item, onApprove }: { item: Item; onApprove: () => void }) {
  const { say } = useWords();
  const decision = mayApprove(useMe().account, item);
  if (item.state === 'approved' && item.approval) return say('approve.by', { name: item.approval.byName });
  if (item.state !== 'draft' && item.state !== 'pending') return null;
  if (decision.may) {
    return (
      <Button size="sm" h={44} onClick={onApprove}>
        {say('approve.submit')}
      </Button>
    );
  }
  return decision.why === 'own' ? say('approve.own') : say('approve.waiting');
}
