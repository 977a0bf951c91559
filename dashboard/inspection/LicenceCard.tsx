import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Licence } from '../../protocol/api/inspections.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import type { Told } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { paths } from '../data/paths.ts';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { useLicences } from './ask.ts';

const LicenceSheet = lazy(async () => ({ default: (await import('./LicenceSheet.tsx')).LicenceSheet }));

/** The same as the gateway warns by. */
const WARNED_DAYS = 60;

/** Frequency licences of the area, the first to end first. */
export function LicenceCard({ area }: { area: string | undefined }) {
  const { say, format } = useWords();
  const { role } = useMe().account;
  const licences = useLicences(area);
  const place = useArea(area).data;
  const [editing, setEditing] = useState<string>();
  const keeps = may(role, 'keep-licence');
  return (
    <Card title={say('licence.title')}>
      <KeptAnswer asked={licences}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <p>{say('licence.none')}</p>
            ) : (
              <DataTable
                caption={say('licence.title')}
                keyOf={(one) => one.commune}
                rows={items}
                columns={[
                  { title: say('filter.commune'), cell: (one) => one.communeName },
                  {
                    title: say('licence.number'),
                    cell: (one) =>
                      one.document ? <a href={paths.attachment(one.document)}>{one.number}</a> : one.number,
                  },
                  {
                    title: say('licence.frequency'),
                    numeric: true,
                    cell: (one) => say('licence.mhz', { n: format.number(one.frequencyMhz, 1) }),
                  },
                  { title: say('licence.to'), cell: (one) => dayText(one.to) },
                  {
                    title: say('inspection.state'),
                    cell: (one) => (
                      <span>
                        <StateTag told={tellLicence(one)} bare />{' '}
                        {one.daysLeft >= 0
                          ? say('licence.days-left', { n: one.daysLeft })
                          : say('licence.days-over', { n: -one.daysLeft })}
                      </span>
                    ),
                  },
                ]}
              />
            )}
            {keeps && place?.kind === 'commune' && (
              <div style={{ marginTop: 12 }}>
                <Button variant="default" size="md" onClick={() => setEditing(place.id)}>
                  {say('licence.enter')}
                </Button>
              </div>
            )}
            {editing && (
              <Suspense fallback={null}>
                <LicenceSheet
                  commune={editing}
                  before={items.find((one) => one.commune === editing)}
                  onClose={() => setEditing(undefined)}
                />
              </Suspense>
            )}
          </>
        )}
      </KeptAnswer>
    </Card>
  );
}

function tellLicence({ daysLeft }: Licence): Told {
  if (daysLeft < 0) return { meaning: 'bad', word: 'licence.ended' };
  return daysLeft <= WARNED_DAYS
    ? { meaning: 'partial', word: 'licence.ends-soon' }
    : { meaning: 'good', word: 'licence.valid' };
}
