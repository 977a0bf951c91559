import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { useCancelProgramme } from '../data/changes.ts';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { ApproveCell } from './ApproveCell.tsx';
import { CancelSheet } from './CancelSheet.tsx';
import { DataTable } from './DataTable.tsx';
import { tellApproval } from './meaning.ts';
import { recurrenceWords } from './programme-words.ts';
import { StateTag } from './StateTag.tsx';

/** Programmes with their state; who may approves or cancels them here. */
export function ProgrammeTable({ programmes }: { programmes: readonly Programme[] }) {
  const { say, format } = useWords();
  const { account } = useMe();
  const [cancelling, setCancelling] = useState<Programme | undefined>();
  const mayCancel = may(account.role, 'create') || may(account.role, 'approve');
  return (
    <>
      <DataTable
        caption={say('programmes.list')}
        rows={programmes}
        keyOf={(row) => row.id}
        columns={[
          { title: say('programme.title'), cell: (row) => row.title },
          { title: say('bulletin.state'), cell: (row) => <StateTag told={tellApproval(row.state)} /> },
          { title: say('programme.when'), cell: (row) => recurrenceWords(row.recurrence, say) },
          { title: say('programme.length'), cell: (row) => format.length(row.durationMs), numeric: true },
          { title: say('bulletin.created-by'), cell: (row) => row.createdByName },
          {
            title: say('bulletin.approval'),
            cell: (row) => <ApproveCell item={row} />,
          },
          ...(mayCancel
            ? [
                {
                  title: say('action.actions'),
                  cell: (row: Programme) =>
                    row.state !== 'cancelled' && (
                      <Button variant="default" size="sm" h={44} onClick={() => setCancelling(row)}>
                        {say('programme.cancel')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {cancelling && <Cancel programme={cancelling} onClose={() => setCancelling(undefined)} />}
    </>
  );
}

function Cancel({ programme, onClose }: { programme: Programme; onClose: () => void }) {
  const cancel = useCancelProgramme();
  return (
    <CancelSheet
      title={programme.title}
      cancel={{
        mutate: (options) => cancel.mutate(programme.id, options),
        isPending: cancel.isPending,
        error: cancel.error,
      }}
      onClose={onClose}
    />
  );
}
