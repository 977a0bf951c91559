import { lazy, Suspense, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Loading } from '../components/Loading.tsx';
import { Page } from '../components/Page.tsx';
import { Pager } from '../components/Pager.tsx';
import { useBulletinPage, useInbox } from '../data/bulletins.ts';
import { useMe } from '../data/session.ts';
import { BULLETINS_PATH, bulletinPath, newProgrammePath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLibrary } from '../i18n/vi-library.ts';
import { viRelay } from '../i18n/vi-relay.ts';
import { BulletinFilters } from '../library/BulletinFilters.tsx';
import { BulletinTable } from '../library/BulletinTable.tsx';
import { Compose } from '../library/Compose.tsx';
import { Inbox } from '../library/Inbox.tsx';
import styles from '../library/Library.module.css';
import { StandingIn } from '../library/StandingIn.tsx';
import { WayButtons } from '../library/WayButtons.tsx';
import { TAB_LIST, TABS, type Tab, tabOf, WAYS, wayOf } from '../library/ways.ts';

knowWords(viLibrary);
knowWords(viRelay);

const ComposeRelay = lazy(async () => ({ default: (await import('../relays/ComposeRelay.tsx')).ComposeRelay }));

const PER_PAGE = 30;

/** «Bản tin nào dùng được, nghe ra sao, đang dùng ở đâu?» */
export function Bulletins() {
  const { say } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const [query, setQuery] = useSearchParams();
  const [cursors, setCursors] = useState<string[]>([]);
  const tab = tabOf(query.get('muc'));
  const mayCreate = may(account.role, 'create');
  const way = mayCreate ? wayOf(query.get('tao')) : undefined;
  const waiting = useBulletinPage({ state: 'pending', limit: 1 }).data?.total;
  const all = useBulletinPage({ limit: 1 }).data?.total;
  const inbox = useInbox();
  const page = useBulletinPage(
    {
      state: tab === 'all' || tab === 'expired' ? undefined : tab,
      expired: tab === 'expired' || undefined,
      search: query.get('tim')?.normalize('NFC') ?? undefined,
      field: query.get('linh-vuc') ?? undefined,
      genre: query.get('the-loai') ?? undefined,
      language: query.get('tieng') ?? undefined,
      cursor: cursors.at(-1),
      limit: PER_PAGE,
    },
    tab !== 'inbox',
  );
  const counts: Partial<Record<Tab, number | undefined>> = { pending: waiting, inbox: inbox.data?.items.length };
  const narrowed = ['tim', 'linh-vuc', 'the-loai', 'tieng'].some((name) => query.get(name));
  const created = (made: Bulletin) =>
    navigate(query.get('ve') === 'lich' ? newProgrammePath(made.id) : bulletinPath(made.id));
  return (
    <Page
      title={say('menu.bulletins')}
      sentence={all !== undefined && waiting !== undefined && say('bulletins.sentence', { total: all, waiting })}
    >
      {account.role === 'operator' && <StandingIn />}
      {mayCreate && (
        <WayButtons
          way={way}
          onChoose={(chosen) => setQuery((before) => withChoice(before, 'tao', chosen ? WAYS[chosen] : ''))}
        />
      )}
      {way === 'relay' && (
        <Suspense fallback={<Loading rows={4} />}>
          <ComposeRelay onCreated={created} />
        </Suspense>
      )}
      {way && way !== 'relay' && <Compose key={way} way={way} onCreated={created} />}
      {!way && (
        <>
          <nav className={styles.tabs} aria-label={say('library.tabs')}>
            {TAB_LIST.map((one) => (
              <Link
                key={one}
                href={TABS[one] ? `${BULLETINS_PATH}?muc=${TABS[one]}` : BULLETINS_PATH}
                aria-current={one === tab ? 'page' : undefined}
                onClick={() => setCursors([])}
              >
                {say(`library.tab.${one}`)}
                {counts[one] ? ` (${counts[one]})` : ''}
              </Link>
            ))}
          </nav>
          {tab === 'inbox' ? (
            <Inbox />
          ) : (
            <>
              <BulletinFilters key={tab} onChange={() => setCursors([])} />
              <Card
                title={say(`library.list.${tab}`)}
                aside={page.data && <span>{say('library.total', { n: page.data.total })}</span>}
              >
                <Answer query={page} rows={10}>
                  {({ items, next }) =>
                    items.length === 0 ? (
                      <Empty sentence={say(narrowed ? 'library.nothing-found' : 'library.nothing')} />
                    ) : (
                      <>
                        <BulletinTable bulletins={items} />
                        <Pager cursors={cursors} next={next} onChange={setCursors} />
                      </>
                    )
                  }
                </Answer>
              </Card>
            </>
          )}
        </>
      )}
    </Page>
  );
}
