import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Exclusion } from '../../protocol/api/periods.ts';
import { DocumentLink } from '../attachments/DocumentLink.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { RevokeExclusionSheet } from './RevokeExclusionSheet.tsx';

/** What the province left out, with the paper it rests on. */
export function ExclusionTable({ exclusions, mayRevoke }: { exclusions: readonly Exclusion[]; mayRevoke: boolean }) {
  const { say } = useWords();
  const [revoking, setRevoking] = useState<Exclusion | undefined>();
  return (
    <>
      <DataTable
        caption={say('left-out.title')}
        rows={exclusions}
        keyOf={(row) => row.id}
        columns={[
          {
            title: say('left-out.days'),
            cell: (row) => (row.from === row.to ? dayText(row.from) : `${dayText(row.from)}–${dayText(row.to)}`),
          },
          { title: say('left-out.areas'), cell: (row) => <Places areas={row.areas} /> },
          {
            title: say('left-out.parts'),
            cell: (row) =>
              row.parts ? row.parts.map((part) => say(`part.${part}`)).join(', ') : say('left-out.all-parts'),
          },
          {
            title: say('left-out.cause'),
            cell: (row) => (
              <span>
                {say(`left-out.cause.${row.cause}`)}. {row.reason}
              </span>
            ),
          },
          {
            title: say('left-out.decision'),
            cell: (row) => (
              <span>
                {say('left-out.decision-of', { number: row.decision.number, day: dayText(row.decision.on) })}{' '}
                <DocumentLink document={{ sha256: row.decision.document, name: row.decision.documentName }} index={0} />
              </span>
            ),
          },
          {
            title: say('left-out.state'),
            cell: (row) =>
              row.revokedAt === undefined ? (
                <StateTag told={{ meaning: 'excused', word: 'left-out.holds' }} />
              ) : (
                <span>
                  <StateTag told={{ meaning: 'unknown', word: 'left-out.revoked' }} /> {dateTimeText(row.revokedAt)}.{' '}
                  {row.revokedReason}
                </span>
              ),
          },
          ...(mayRevoke
            ? [
                {
                  title: say('action.actions'),
                  cell: (row: Exclusion) =>
                    row.revokedAt === undefined && (
                      <Button
                        variant="default"
                        size="sm"
                        miw={100}
                        aria-label={say('left-out.revoke-of', { number: row.decision.number })}
                        onClick={() => setRevoking(row)}
                      >
                        {say('left-out.revoke')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {revoking && <RevokeExclusionSheet exclusion={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

const MOST_NAMED = 3;

function Places({ areas }: { areas: Exclusion['areas'] }) {
  const { say } = useWords();
  const named = areas.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = areas.length - named.length;
  return (
    <span>
      {named.join(', ')}
      {more > 0 && ` ${say('left-out.more-areas', { n: more })}`}
    </span>
  );
}
