import { Button } from '@mantine/core';
import { useState } from 'react';
import { useParams, useSearchParams } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { NodeTable } from '../components/NodeTable.tsx';
import { Page } from '../components/Page.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { verdictSentences } from '../components/verdict-words.ts';
import { RefusedError } from '../data/gateway-client.ts';
import { useNodes } from '../data/queries.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { OutlineCard } from '../place/OutlineCard.tsx';
import { useHamletIn } from '../verdict/ask.ts';
import { HamletHistory } from '../verdict/HamletHistory.tsx';
import { HamletSessions } from '../verdict/HamletSessions.tsx';
import { HamletSummary } from '../verdict/HamletSummary.tsx';
import { missingText } from '../verdict/missing-text.ts';
import { ROLLING } from '../verdict/period-of.ts';
import { RuleSheet } from '../verdict/RuleSheet.tsx';
import { Tabs } from '../verdict/Tabs.tsx';
import { Trail } from '../verdict/Trail.tsx';
import { PeriodNote, WindowPicker } from '../verdict/WindowPicker.tsx';
import { useWindowChoice } from '../verdict/window-choice.ts';
import { Forbidden } from './Forbidden.tsx';

knowWords(viVerdict);

const TABS = ['tong-hop', 'buoi', 'cum', 'lich-su'] as const;
type Tab = (typeof TABS)[number];

/** «Thôn này có loa hoạt động thường xuyên không, bằng chứng đâu?» Alone and as ① of a period's appraisal. */
export function Hamlet() {
  const { say, format } = useWords();
  const { id = '', ky } = useParams();
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get('xem')) ?? 'tong-hop';
  const window = useWindowChoice(ROLLING);
  const coverage = useHamletIn(id, window.query, window.known);
  const [ruleShown, setRuleShown] = useState(false);
  const data = coverage.data;
  if (coverage.error instanceof RefusedError && coverage.error.problem.code === 'out-of-scope') return <Forbidden />;
  const title = data ? `${data.verdict.name} · ${data.verdict.communeName}` : say('area.hamlet');
  const sentences = data && [
    ...verdictSentences(data.verdict, data.rule, say, format),
    ...missingText(data.verdict, say),
  ];
  return (
    <Page
      title={title}
      sentence={sentences?.join(' ')}
      actions={
        data && (
          <Button variant="default" size="md" onClick={() => setRuleShown(true)}>
            {say('rule-page.open')}
          </Button>
        )
      }
    >
      {ky !== undefined && (
        <Trail at={1} place={{ hamlet: id, hamletName: data?.verdict.name, ky: window.ky, rule: window.rule }} />
      )}
      {ky === undefined && (
        <Filters>
          <WindowPicker choice={window} fallback={ROLLING} shown={data?.rule} />
        </Filters>
      )}
      <PeriodNote period={window.period} />
      <Answer query={coverage} rows={12}>
        {(shown) => (
          <>
            <Tabs<Tab>
              label={say('hamlet.tabs')}
              tabs={TABS.map((key) => ({ key, title: say(`hamlet-tab.${key}`) }))}
              chosen={tab}
              onChoose={(key) =>
                setQuery((before) => withChoice(before, 'xem', key === 'tong-hop' ? '' : key), { replace: true })
              }
            >
              {tab === 'tong-hop' && <HamletSummary data={shown} window={window} />}
              {tab === 'buoi' && <HamletSessions data={shown} window={window} />}
              {tab === 'cum' && <Nodes hamlet={id} />}
              {tab === 'cum' && <OutlineCard hamlet={id} />}
              {tab === 'lich-su' && <HamletHistory hamlet={id} rule={window.rule} />}
            </Tabs>
            <RuleLine rule={shown.rule} from={shown.from} to={shown.to} />
            {ruleShown && <RuleSheet rule={shown.rule} onClose={() => setRuleShown(false)} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Nodes({ hamlet }: { hamlet: string }) {
  const { say } = useWords();
  const nodes = useNodes({ area: hamlet, limit: 50 });
  return (
    <Card title={say('menu.nodes')}>
      <Answer query={nodes} rows={2}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty sentence={say('verdict.no-horns')} />
          ) : (
            <NodeTable nodes={page.items} caption={say('menu.nodes')} withHamlet={false} />
          )
        }
      </Answer>
    </Card>
  );
}
