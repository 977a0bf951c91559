import { NativeSelect, TextInput } from '@mantine/core';
import { Link, useSearchParams } from 'wouter';
import type { Case } from '../../protocol/api/cases.ts';
import type { Page } from '../../protocol/api/common.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { casePath } from '../frame/page-paths.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRepair } from '../i18n/vi-repair.ts';
import { finds } from './case-search.ts';
import { tellCase } from './case-state.ts';

knowWords(viRepair);

const PAGE = 50;
/** As many of the newest are searched, on this machine. */
const SEARCHED = 500;
const STATES = ['closed', 'resolved', 'all'] as const;

/** What was repaired, found again by number, code or place. */
export function ClosedCases({ area }: { area: string | undefined }) {
  const { say, language } = useWords();
  const [query, setQuery] = useSearchParams();
  const search = query.get('tim') ?? '';
  const state = STATES.find((one) => one === query.get('trang-thai')) ?? 'closed';
  const cases = useGet<Page<Case>>(
    paths.cases,
    { area, state, limit: search.trim() === '' ? PAGE : SEARCHED },
    { keep: true },
  );
  const set = (name: string, value: string) => setQuery(withChoice(query, name, value), { replace: true });
  return (
    <Card>
      <Filters>
        <TextInput
          type="search"
          label={say('case.search')}
          value={search}
          onChange={({ currentTarget: { value } }) => set('tim', value)}
        />
        <NativeSelect
          label={say('fault.state')}
          value={state}
          data={STATES.map((value) => ({ value, label: say(`case.list.${value}`) }))}
          onChange={({ currentTarget: { value } }) => set('trang-thai', value === 'closed' ? '' : value)}
        />
      </Filters>
      <Answer query={cases} rows={8}>
        {({ items: answered, total }) => {
          const items = answered.filter((one) => finds(one, search));
          return items.length === 0 ? (
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
              {total > answered.length && <p>{say('case.narrow', { n: answered.length, total })}</p>}
            </>
          );
        }}
      </Answer>
    </Card>
  );
}
