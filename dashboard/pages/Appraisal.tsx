import { lazy } from 'react';
import type { Coverage } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { worstCommuneFirst, worstHamletFirst } from '../components/verdict-order.ts';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { AppraisalFrame } from '../verdict/AppraisalFrame.tsx';
import { useCoverageIn } from '../verdict/ask.ts';
import { CommuneTable } from '../verdict/CommuneTable.tsx';
import { CURRENT } from '../verdict/period-of.ts';
import { VerdictTable } from '../verdict/VerdictTable.tsx';
import { useWindowChoice, type WindowChoice } from '../verdict/window-choice.ts';

knowWords(viVerdict);

const CommuneView = lazy(async () => ({ default: (await import('../verdict/CommuneView.tsx')).CommuneView }));

/** «Xã, thôn nào đạt theo quy tắc nào, chứng minh được không?» The communes of a province, the hamlets of a commune. */
export function Appraisal() {
  const home = useMe().account.areas[0];
  const area = useArea(home);
  const window = useWindowChoice(CURRENT);
  const kind = area.data?.kind;
  if (kind === 'commune' && home) return <CommuneView commune={home} window={window} />;
  return <Province area={home} window={window} />;
}

function Province({ area, window }: { area: string | undefined; window: WindowChoice }) {
  const { say } = useWords();
  const coverage = useCoverageIn(area, window.query, window.known);
  const { data } = coverage;
  const communes = [...(data?.communes ?? [])].sort(worstCommuneFirst);
  return (
    <AppraisalFrame
      title={say('menu.appraisal')}
      sentence={data && <Sentence data={data} />}
      window={window}
      data={data}
      communes={communes.map(({ area: id, name, hamlets }) => ({ id, name, hamlets }))}
    >
      <Answer query={coverage} rows={12}>
        {(shown) => (
          <>
            <Card title={say('appraisal.communes')}>
              {shown.communes.length === 0 ? (
                <Empty sentence={say('appraisal.empty')} />
              ) : (
                <CommuneTable data={shown} window={window} />
              )}
            </Card>
            <Worst data={shown} window={window} />
          </>
        )}
      </Answer>
    </AppraisalFrame>
  );
}

/** From the first page straight to what must be looked at: four clicks lead from here to the signed message. */
const WORST = 10;

function Worst({ data, window }: { data: Coverage; window: WindowChoice }) {
  const { say } = useWords();
  const rows = data.hamlets
    .filter(({ verdict }) => verdict !== 'met')
    .sort(worstHamletFirst)
    .slice(0, WORST);
  if (rows.length === 0) return null;
  return (
    <Card title={say('appraisal.worst', { n: rows.length })}>
      <VerdictTable hamlets={rows} window={window} caption={say('appraisal.worst', { n: rows.length })} withCommune />
    </Card>
  );
}

function Sentence({ data }: { data: Coverage }) {
  const { say, format } = useWords();
  const met = data.communes.filter(({ verdict }) => verdict === 'met').length;
  const hamlets = data.hamlets.filter(({ verdict }) => verdict === 'met').length;
  return say('appraisal.sentence', {
    met: format.number(met),
    communes: format.number(data.communes.length),
    hamlets: format.number(hamlets),
    total: format.number(data.hamlets.length),
  });
}
