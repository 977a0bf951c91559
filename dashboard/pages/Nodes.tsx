import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { NODE_SORTS, PRESENCE_STATES } from '../../protocol/nodes.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { NodeTable } from '../components/NodeTable.tsx';
import { Page } from '../components/Page.tsx';
import { Pager } from '../components/Pager.tsx';
import { useNodes, useOverview } from '../data/queries.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';

const TYPING_MS = 250;

/** «Cụm nào hỏng, hỏng gì, thấy lần cuối khi nào?» Paging and search are the gateway's: 20,000 nodes never come at once. */
export function Nodes() {
  const { say, format } = useWords();
  const { area, choose } = useAreaChoice();
  const [query, setQuery] = useSearchParams();
  const set = (name: string, value: string) => setQuery((before) => withChoice(before, name, value), { replace: true });
  const [typed, setTyped] = useState(query.get('tim') ?? '');
  const presence = query.get('trang-thai') ?? undefined;
  const search = query.get('tim') ?? undefined;
  const sort = NODE_SORTS.find((one) => one === query.get('sap-xep')) ?? 'code';
  const [cursors, setCursors] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice begins at its first page
  useEffect(() => setCursors([]), [area, presence, search, sort]);
  useEffect(() => {
    if (typed === (search ?? '')) return;
    const timer = setTimeout(
      () => setQuery((before) => withChoice(before, 'tim', typed.normalize('NFC')), { replace: true }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, search, setQuery]);
  const nodes = useNodes({ area, presence, search: search?.trim(), cursor: cursors.at(-1), sort, limit: 50 });
  const totals = useOverview(area).data?.nodes;
  return (
    <Page
      title={say('menu.nodes')}
      sentence={
        totals && say('nodes.sentence', { online: format.number(totals.online), total: format.number(totals.total) })
      }
    >
      <Filters>
        <TextInput
          type="search"
          label={say('filter.search-node')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={say('node.state')}
          value={presence ?? ''}
          onChange={(event) => set('trang-thai', event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...PRESENCE_STATES.map((state) => ({ value: state, label: say(`presence.${state}`) })),
          ]}
        />
        <AreaSelect value={area} onChange={choose} />
        <NativeSelect
          label={say('filter.sort')}
          value={sort}
          onChange={(event) => set('sap-xep', event.currentTarget.value)}
          data={NODE_SORTS.map((one) => ({ value: one, label: say(`sort.${one}`) }))}
        />
      </Filters>
      <Card>
        <Answer query={nodes} rows={14}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty sentence={say('list.nothing-found')} />
            ) : (
              <>
                <NodeTable nodes={page.items} caption={say('menu.nodes')} withHamlet />
                <Group justify="space-between" mt="md">
                  <span>
                    {say('list.range', {
                      from: format.number(cursors.length * 50 + 1),
                      to: format.number(cursors.length * 50 + page.items.length),
                      total: format.number(page.total),
                    })}
                  </span>
                  <Pager cursors={cursors} next={page.next} onChange={setCursors} />
                </Group>
              </>
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}
