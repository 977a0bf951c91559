import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { Page } from '../components/Page.tsx';
import { useMe } from '../data/session.ts';
import { AccountPanel } from '../frame/AccountPanel.tsx';
import frame from '../frame/Frame.module.css';
import { Icon } from '../frame/Icon.tsx';
import { menuFor } from '../frame/menu.ts';
import { SearchBox } from '../frame/SearchBox.tsx';
import { useWords } from '../i18n/Language.tsx';

/** The rest of the menu, for phones. */
export function More() {
  const { say } = useWords();
  const items = menuFor(useMe().account.role).flatMap((group) => group.items);
  return (
    <Page title={say('menu.more')}>
      <SearchBox />
      <Card>
        {items.map((item) => (
          <Link key={item.path} href={item.path} className={frame.link}>
            <Icon name={item.icon} />
            {say(item.label)}
          </Link>
        ))}
      </Card>
      <Card>
        <AccountPanel />
      </Card>
    </Page>
  );
}
