import { Link, useLocation } from 'wouter';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { Icon } from './Icon.tsx';
import { type MenuItem, menuFor } from './menu.ts';

export function Rail() {
  const { say } = useWords();
  const groups = menuFor(useMe().account.role);
  return (
    <nav className={styles.rail} aria-label={say('frame.menu')}>
      {groups.map((group) => (
        <div key={group.items[0]?.path}>
          {group.title && <p className={styles.group}>{say(group.title)}</p>}
          {group.items.map((item) => (
            <RailLink key={item.path} item={item} />
          ))}
        </div>
      ))}
    </nav>
  );
}

function RailLink({ item }: { item: MenuItem }) {
  const { say } = useWords();
  const [location] = useLocation();
  return (
    <Link href={item.path} className={styles.link} aria-current={isAt(location, item.path) ? 'page' : undefined}>
      <Icon name={item.icon} />
      {say(item.label)}
    </Link>
  );
}

export function isAt(location: string, path: string): boolean {
  return location === path || location.startsWith(`${path}/`);
}
