import { Link } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { useMe } from '../data/session.ts';
import { dateText } from '../format/date.ts';
import { approvalPath } from '../frame/page-paths.ts';
import { mayApprove } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { approverName } from './approver-name.ts';

type Item = Pick<Bulletin, 'id' | 'state' | 'createdBy' | 'approval' | 'returned'>;

/** Who approved or gave it back; where it waits, the way to hear it for who may approve, the reason for the rest. */
export function ApproveCell({ item }: { item: Item }) {
  const { say } = useWords();
  const decision = mayApprove(useMe().account, item);
  if (item.state === 'approved' && item.approval)
    return say('approve.by-on', { name: approverName(item.approval, say), day: dateText(item.approval.at) });
  if (item.state === 'returned' && item.returned)
    return say('approve.returned', {
      name: item.returned.byName,
      reason: say(`return.reason.${item.returned.reason}`),
    });
  if (item.state !== 'pending') return null;
  if (decision.may)
    return (
      <Link href={approvalPath(item.id)} style={{ display: 'inline-block', padding: '10px 0' }}>
        {say('approve.go')}
      </Link>
    );
  return say(decision.why === 'own' ? 'approve.own' : 'approve.waiting');
}
