import { Link, useLocation } from 'wouter';
import styles from './Tabs.module.css';

/** Pages that belong together, side by side: links, so that each can be sent on and opened alone. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { path: string; title: string }[] }) {
  const [location] = useLocation();
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map(({ path, title }) => (
        <Link
          key={path}
          href={path}
          aria-current={location === path || location.startsWith(`${path}/`) ? 'page' : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
