import { Link } from 'wouter';
import type { AreaVerdict, Coverage } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { Notice } from '../components/Notice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { worstHamletFirst } from '../components/verdict-order.ts';
import { RefusedError } from '../data/gateway-client.ts';
import { withQuery } from '../data/paths.ts';
import { useArea } from '../data/queries.ts';
import { APPRAISAL_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Forbidden } from '../pages/Forbidden.tsx';
import { AddendaCard } from './AddendaCard.tsx';
import { AppraisalFrame } from './AppraisalFrame.tsx';
import { useCoverageIn } from './ask.ts';
import { metWithout } from './commune-sentence.ts';
import { DossiersCard } from './DossiersCard.tsx';
import { TrendCard } from './TrendCard.tsx';
import { VerdictTable } from './VerdictTable.tsx';
import { CURRENT, type WindowChoice } from './window-choice.ts';

/** A commune in a period: its sentence, every hamlet with its counts, the months before, its dossiers. */
export function CommuneView({
  commune,
  window,
  fixed = false,
}: {
  commune: string;
  window: WindowChoice;
  fixed?: boolean;
}) {
  const { say } = useWords();
  const coverage = useCoverageIn(commune, window.query, window.known);
  const area = useArea(commune);
  if (coverage.error instanceof RefusedError && coverage.error.problem.code === 'out-of-scope') return <Forbidden />;
  const { data } = coverage;
  const name = area.data ? areaTitle(area.data) : say('area.commune');
  return (
    <AppraisalFrame
      title={say('appraisal.title', { name })}
      sentence={data && <Sentence data={data} name={name} />}
      window={window}
      data={data}
      communes={[{ id: commune, name, hamlets: data?.hamlets.length ?? 0 }]}
      fixed={fixed}
    >
      {fixed && (
        <p>
          <Link
            href={withQuery(APPRAISAL_PATH, {
              ky: window.ky === CURRENT ? undefined : window.ky,
              'quy-tac': window.rule,
            })}
          >
            {say('appraisal.back')}
          </Link>
        </p>
      )}
      <Answer query={coverage} rows={12}>
        {(shown) => (
          <>
            {!hasSessions(shown) && <Notice meaning="unknown">{say('appraisal.empty')}</Notice>}
            <Card title={say('appraisal.hamlets')}>
              {shown.hamlets.length === 0 ? (
                <Empty sentence={say('hamlets.none')} />
              ) : (
                <VerdictTable
                  hamlets={[...shown.hamlets].sort(worstHamletFirst)}
                  window={window}
                  caption={say('appraisal.hamlets')}
                />
              )}
            </Card>
            <AddendaCard period={window.period} hamlets={shown.hamlets} />
            <DossiersCard area={commune} />
            <TrendCard area={commune} rule={window.rule} withHamlets />
          </>
        )}
      </Answer>
    </AppraisalFrame>
  );
}

function hasSessions({ hamlets }: Coverage): boolean {
  return hamlets.some(({ owed, sessions, basis }) => owed > 0 || sessions.excluded > 0 || basis === 'inspections');
}

/** «Xã An Hòa: ✕ Chưa đạt. 9/12 thôn đạt, cần 12/12. Nếu không loại trừ: 8/12.» */
function Sentence({ data, name }: { data: Coverage; name: string }) {
  const { say } = useWords();
  const verdict: AreaVerdict | undefined = data.communes[0] ?? data.whole;
  if (!verdict) return null;
  return (
    <span data-commune-sentence>
      {say('appraisal.of', { name })} <StateTag told={tellVerdict(verdict.verdict)} />{' '}
      {say('appraisal.met', { met: verdict.met, total: verdict.hamlets, required: verdict.required })}{' '}
      {say('appraisal.without', { met: metWithout(data.hamlets), total: verdict.hamlets })}
      {verdict.withoutNodes > 0 && ` ${say('hamlets.without-horns', { n: verdict.withoutNodes })}`}
    </span>
  );
}
