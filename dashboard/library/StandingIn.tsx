import { Link } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Notice } from '../components/Notice.tsx';
import { useDeputies } from '../data/approvals.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { APPROVALS_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';

/** Who approves in somebody's place these days finds the way there; it stands in no menu of theirs. */
export function StandingIn() {
  const { say } = useWords();
  const { account } = useMe();
  const today = dayOf(useServerNow(60_000));
  const own = useDeputies().data?.items.find(
    (deputy) => deputy.account === account.id && deputy.from <= today && today <= deputy.to,
  );
  if (!own) return null;
  return (
    <Notice meaning="good" title={say('deputies.you', { name: own.forName })}>
      <Link href={APPROVALS_PATH} className={styles.back}>
        {say('deputies.you-go')}
      </Link>
    </Notice>
  );
}
