import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { Percent } from '../components/Percent.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useCoverage } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { useBoardArea } from '../schedule/board-area.ts';
import styles from './Rules.module.css';

/** With and without what is left out, hamlet by hamlet: both figures are always said (DOMAIN §4.7). */
export function BothFigures() {
  const { say } = useWords();
  const { area, choose, mustChoose } = useBoardArea();
  const coverage = useCoverage(area, area !== undefined);
  return (
    <Card title={say('left-out.both')}>
      <div className={styles.stack}>
        {mustChoose && (
          <div style={{ maxWidth: 320 }}>
            <AreaSelect value={area} onChange={choose} mustChoose />
          </div>
        )}
        <Answer query={coverage} rows={6}>
          {({ hamlets, rule, from, to }) => {
            const met = hamlets.filter(({ verdict }) => verdict === 'met').length;
            const without = hamlets.filter((one) => one.without.verdict === 'met').length;
            const touched = hamlets.filter(({ sessions }) => sessions.excluded > 0);
            return (
              <>
                <p data-both>
                  <b>{say('left-out.both-sentence', { met, without, of: hamlets.length })}</b>
                </p>
                <RuleLine rule={rule} from={from} to={to} />
                {touched.length > 0 && (
                  <DataTable
                    caption={say('left-out.both')}
                    rows={touched}
                    keyOf={(row) => row.hamlet}
                    columns={[
                      { title: say('filter.hamlet'), cell: (row) => row.name },
                      { title: say('left-out.sessions'), cell: (row) => row.sessions.excluded, numeric: true },
                      {
                        title: say('left-out.with'),
                        cell: (row) => (
                          <span>
                            <StateTag told={tellVerdict(row.verdict)} bare />{' '}
                            <Percent lower={row.lower} upper={row.upper} due={row.sessions.due} />
                          </span>
                        ),
                      },
                      {
                        title: say('left-out.without'),
                        cell: ({ without: one }) => (
                          <span>
                            <StateTag told={tellVerdict(one.verdict)} bare />{' '}
                            <Percent lower={one.lower} upper={one.upper} due={one.due} />
                          </span>
                        ),
                      },
                    ]}
                  />
                )}
              </>
            );
          }}
        </Answer>
      </div>
    </Card>
  );
}
