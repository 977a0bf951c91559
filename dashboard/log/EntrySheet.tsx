import type { AuditEntry } from '../../protocol/api/coverage.ts';
import { DataTable } from '../components/DataTable.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { changesOf } from './changes.ts';
import { OUTCOME } from './outcome.ts';

/** One line of the log: who, when, and what was there before and after, in two columns. */
export function EntrySheet({ entry, action, onClose }: { entry: AuditEntry; action: string; onClose: () => void }) {
  const { say } = useWords();
  const changes = changesOf(entry.before, entry.after);
  return (
    <Sheet title={action} onClose={onClose}>
      <div style={{ display: 'grid', gap: 12 }}>
        <p>
          {say('log.by-at', {
            name: entry.byName ?? (entry.by === 'system' ? say('audit.system') : entry.by),
            at: dateTimeText(entry.at),
          })}{' '}
          <StateTag told={OUTCOME[entry.outcome]} bare />
        </p>
        {entry.subject && (
          <p style={{ overflowWrap: 'anywhere' }}>{say('log.subject-is', { subject: entry.subject })}</p>
        )}
        {changes.length === 0 ? (
          <p>{say('log.no-values')}</p>
        ) : (
          <div data-changes style={{ overflowWrap: 'anywhere' }}>
            <DataTable
              caption={say('log.values')}
              rows={changes}
              keyOf={(row) => row.name}
              columns={[
                { title: say('log.value'), cell: (row) => <span data-value-name>{row.name}</span> },
                { title: say('log.before'), cell: (row) => row.before ?? '–' },
                {
                  title: say('log.after'),
                  cell: (row) => (row.changed ? <b>{row.after ?? '–'}</b> : (row.after ?? '–')),
                },
              ]}
            />
          </div>
        )}
        <SheetActions onClose={onClose} over />
      </div>
    </Sheet>
  );
}
