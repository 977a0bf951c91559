import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useSearchParams } from 'wouter';
import type { Coverage } from '../../protocol/api/coverage.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { HamletTable } from '../components/HamletTable.tsx';
import { Page } from '../components/Page.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { StripLegend } from '../components/StripLegend.tsx';
import { byName, worstHamletFirst } from '../components/verdict-order.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { useCoverageIn } from '../verdict/ask.ts';
import { PeriodNote, WindowPicker } from '../verdict/WindowPicker.tsx';
import { ROLLING, useWindowChoice } from '../verdict/window-choice.ts';

knowWords(viVerdict);

/** «Thôn nào có loa hoạt động thường xuyên, bằng chứng đâu?» */
export function Hamlets() {
  const { say } = useWords();
  const { area, home, kind, choose } = useAreaChoice();
  const window = useWindowChoice(ROLLING);
  const [query, setQuery] = useSearchParams();
  const set = (name: string, value: string) => setQuery((before) => withChoice(before, name, value), { replace: true });
  const search = query.get('tim') ?? '';
  const problems = query.get('van-de') === '1';
  const sort = query.get('sap-xep') === 'ten' ? 'ten' : 'can-chu-y';
  const coverage = useCoverageIn(area ?? home, window.query, window.known);
  const rows = coverage.data ? choice(coverage.data, search, problems, sort) : [];
  return (
    <Page title={say('menu.hamlets')} sentence={coverage.data && <Sentence data={coverage.data} />}>
      <Filters>
        <WindowPicker choice={window} fallback={ROLLING} shown={coverage.data?.rule} />
        <TextInput
          type="search"
          label={say('filter.search-hamlet')}
          value={search}
          onChange={(event) => set('tim', event.currentTarget.value)}
        />
        {(kind === 'province' || area) && <AreaSelect value={area} onChange={choose} />}
        <NativeSelect
          label={say('filter.sort')}
          value={sort}
          onChange={(event) => set('sap-xep', event.currentTarget.value === 'ten' ? 'ten' : '')}
          data={[
            { value: 'can-chu-y', label: say('sort.worst') },
            { value: 'ten', label: say('sort.name') },
          ]}
        />
        <Checkbox
          size="md"
          label={say('filter.problems')}
          checked={problems}
          onChange={(event) => set('van-de', event.currentTarget.checked ? '1' : '')}
        />
      </Filters>
      <PeriodNote period={window.period} />
      <Card>
        <Answer query={coverage} rows={12}>
          {(data) =>
            rows.length === 0 ? (
              <Empty sentence={say(data.hamlets.length === 0 ? 'hamlets.none' : 'list.nothing-found')} />
            ) : (
              <HamletTable
                key={`${search} ${problems} ${area}`}
                hamlets={rows}
                caption={say('menu.hamlets')}
                withCommune={kind === 'province'}
                hrefOf={(hamlet) => window.keep(hamletPath(hamlet))}
              />
            )
          }
        </Answer>
      </Card>
      <StripLegend />
      {coverage.data && <RuleLine rule={coverage.data.rule} from={coverage.data.from} to={coverage.data.to} />}
    </Page>
  );
}

function Sentence({ data }: { data: Coverage }) {
  const { say, format } = useWords();
  const met = data.hamlets.filter((hamlet) => hamlet.verdict === 'met').length;
  const without = data.hamlets.filter((hamlet) => hamlet.nodes === 0).length;
  return (
    <>
      {say('overview.met', { met: format.number(met), total: format.number(data.hamlets.length) })}
      {without > 0 && ` ${say('hamlets.without-horns', { n: format.number(without) })}`}
    </>
  );
}

function choice(data: Coverage, search: string, problems: boolean, sort: string) {
  const wanted = foldForSearch(search);
  return data.hamlets
    .filter((hamlet) => !problems || hamlet.verdict !== 'met')
    .filter((hamlet) => foldForSearch(`${hamlet.name} ${hamlet.communeName}`).includes(wanted))
    .sort(sort === 'ten' ? byName : worstHamletFirst);
}
