import { NativeSelect, TextInput } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { APPROVAL_STATES } from '../../protocol/bulletins.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { useProgrammes } from '../data/queries.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import { ProgrammeTable } from './ProgrammeTable.tsx';

const SHOWN = 60;

/** «Danh sách»: every programme, whatever its week. */
export function ProgrammeList() {
  const { say } = useWords();
  const programmes = useProgrammes();
  const [query, setQuery] = useSearchParams();
  const state = query.get('trang-thai') ?? '';
  const wanted = query.get('tim') ?? '';
  const set = (name: string, value: string) => setQuery((before) => withChoice(before, name, value), { replace: true });
  return (
    <Card title={say('programmes.list')}>
      <Filters>
        <TextInput
          label={say('plan.search')}
          value={wanted}
          onChange={(event) => set('tim', event.currentTarget.value)}
        />
        <NativeSelect
          label={say('bulletin.state')}
          value={state}
          onChange={(event) => set('trang-thai', event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...APPROVAL_STATES.map((one) => ({ value: one, label: say(`approval.${one}`) })),
          ]}
        />
      </Filters>
      <Answer query={programmes} rows={6}>
        {({ items }) => {
          const found = items.filter(
            (one) => (!state || one.state === state) && foldForSearch(one.title).includes(foldForSearch(wanted)),
          );
          return found.length === 0 ? (
            <Empty sentence={say('programmes.empty')} />
          ) : (
            <>
              <ProgrammeTable programmes={found.slice(0, SHOWN)} />
              {found.length > SHOWN && <p>{say('plan.more-programmes', { shown: SHOWN, all: found.length })}</p>}
            </>
          );
        }}
      </Answer>
    </Card>
  );
}
