import { Link, useSearchParams } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { NodeTable } from '../components/NodeTable.tsx';
import { Page } from '../components/Page.tsx';
import { useBulletinPage } from '../data/bulletins.ts';
import { useAreas, useNodes } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { bulletinPath, hamletPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';

/** Hamlets, nodes and bulletins by a few letters, with or without marks. */
export function Search() {
  const { say } = useWords();
  const [query] = useSearchParams();
  const text = (query.get('q') ?? '').trim();
  const { role } = useMe().account;
  const hamlets = useAreas({ kind: 'hamlet', search: text, limit: 20 }, text !== '');
  const nodes = useNodes({ search: text, limit: 20 }, text !== '' && may(role, 'read-devices'));
  const bulletins = useBulletinPage({ search: text, limit: 20 }, text !== '' && may(role, 'read-broadcast'));
  const found = bulletins.data?.items ?? [];
  return (
    <Page title={say('search.title', { text })}>
      <Card title={say('menu.hamlets')}>
        <Answer query={hamlets} rows={3}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty sentence={say('list.nothing-found')} />
            ) : (
              <DataTable
                caption={say('menu.hamlets')}
                rows={page.items}
                keyOf={(row) => row.id}
                columns={[
                  { title: say('area.hamlet'), cell: (row) => <Link href={hamletPath(row.id)}>{areaTitle(row)}</Link> },
                ]}
              />
            )
          }
        </Answer>
      </Card>
      {may(role, 'read-devices') && (
        <Card title={say('menu.nodes')}>
          <Answer query={nodes} rows={3}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty sentence={say('list.nothing-found')} />
              ) : (
                <NodeTable nodes={page.items} caption={say('menu.nodes')} withHamlet />
              )
            }
          </Answer>
        </Card>
      )}
      {found.length > 0 && (
        <Card title={say('menu.bulletins')}>
          <DataTable
            caption={say('menu.bulletins')}
            rows={found}
            keyOf={(row) => row.id}
            columns={[
              { title: say('bulletin.title'), cell: (row) => <Link href={bulletinPath(row.id)}>{row.title}</Link> },
            ]}
          />
        </Card>
      )}
    </Page>
  );
}
