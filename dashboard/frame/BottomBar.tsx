import { Link, useLocation } from 'wouter';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { Icon } from './Icon.tsx';
import { MORE, phoneBarFor } from './menu.ts';
import { isAt } from './Rail.tsx';

export function BottomBar() {
  const { say } = useWords();
  const [location] = useLocation();
  return (
    <nav className={styles.bar} aria-label={say('frame.menu')}>
      {[...phoneBarFor(useMe().account.role), MORE].map((item) => (
        <Link key={item.path} href={item.path} aria-current={isAt(location, item.path) ? 'page' : undefined}>
          <Icon name={item.icon} />
          {say(item.short ?? item.label)}
        </Link>
      ))}
    </nav>
  );
}
