import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { Case } from '../../protocol/api/cases.ts';
import type { Page } from '../../protocol/api/common.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Pager } from '../components/Pager.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { paths, type Query } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { casePath } from '../frame/page-paths.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRepair } from '../i18n/vi-repair.ts';
import { tellCase } from './case-state.ts';

knowWords(viRepair);

const PAGE = 50;
const TYPING_MS = 250;
const STATES = ['closed', 'resolved', 'all'] as const;

/** What was repaired, found again by number, code or place. */
export function ClosedCases({ area }: { area: string | undefined }) {
  const { say } = useWords();
  const [query, setQuery] = useSearchParams();
  const search = query.get('tim') ?? '';
  const state = STATES.find((one) => one === query.get('trang-thai')) ?? 'closed';
  const set = (name: string, value: string) => setQuery((before) => withChoice(before, name, value), { replace: true });
  const [typed, setTyped] = useState(search);
  useEffect(() => {
    if (typed.trim() === search) return;
    const timer = setTimeout(
      () => setQuery((before) => withChoice(before, 'tim', typed.trim().normalize('NFC')), { replace: true }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, search, setQuery]);
  return (
    <Card>
      <Filters>
        <TextInput
          type="search"
          label={say('case.search')}
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        <NativeSelect
          label={say('fault.state')}
          value={state}
          data={STATES.map((value) => ({ value, label: say(`case.list.${value}`) }))}
          onChange={({ currentTarget: { value } }) => set('trang-thai', value === 'closed' ? '' : value)}
        />
      </Filters>
      <Found key={JSON.stringify([area, state, search])} list={{ area, state, search: search || undefined }} />
    </Card>
  );
}

/** One page of what the gateway finds among all cases there ever were. */
function Found({ list }: { list: Query }) {
  const { say, format, language } = useWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cases = useGet<Page<Case>>(paths.cases, { ...list, cursor: cursors.at(-1), limit: PAGE }, { keep: true });
  return (
    <Answer query={cases} rows={8}>
      {({ items, total, next }) =>
        items.length === 0 ? (
          <Empty sentence={say('list.nothing-found')} />
        ) : (
          <>
            <DataTable
              caption={say('case.view.closed')}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: say('case.number'),
                  cell: ({ id, number }) => <Link href={casePath(id)}>{number}</Link>,
                },
                { title: say('node.code'), cell: (row) => row.incidentName ?? row.nodeCode },
                { title: say('area.hamlet'), cell: (row) => row.hamletName ?? row.communeName },
                { title: say('fault.kind'), cell: ({ kind }) => FAULT_WORDS[kind][language] },
                { title: say('case.cause'), cell: ({ cause }) => cause && say(`case.cause.${cause}`) },
                { title: say('fault.state'), cell: (row) => <StateTag told={tellCase(row.state)} /> },
                {
                  title: say('case.resolved-at'),
                  cell: ({ resolved }) => resolved && dateTimeText(resolved.at),
                },
              ]}
            />
            <Group justify="space-between" mt="md">
              <span>
                {say('list.range', {
                  from: format.number(cursors.length * PAGE + 1),
                  to: format.number(cursors.length * PAGE + items.length),
                  total: format.number(total),
                })}
              </span>
              <Pager cursors={cursors} next={next} onChange={setCursors} />
            </Group>
          </>
        )
      }
    </Answer>
  );
}
