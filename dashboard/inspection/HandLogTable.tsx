import { Button } from '@mantine/core';
import type { HandLogEntry } from '../../protocol/api/inspections.ts';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  entries: readonly HandLogEntry[];
  onCancel: ((entry: HandLogEntry) => void) | undefined;
}

/** The log with who wrote each line, and when; a cancelled line stays to be read. */
export function HandLogTable({ entries, onCancel }: Props) {
  const { say } = useWords();
  if (entries.length === 0) return <Empty sentence={say('log.none')} />;
  return (
    <DataTable
      caption={say('log.title')}
      keyOf={(one) => one.id}
      rows={entries}
      columns={[
        { title: say('log.when'), cell: (one) => `${dayText(one.day)}, ${one.from}–${one.to}` },
        { title: say('log.what'), cell: (one) => one.title },
        { title: say('log.genre'), cell: (one) => say(`log.genre.${one.genre}`) },
        { title: say('log.relayed'), cell: (one) => one.relayed ?? '' },
        { title: say('log.on-duty'), cell: (one) => one.onDuty },
        {
          title: say('log.written'),
          cell: (one) => say('log.written-by', { name: one.byName, when: dateTimeText(one.recordedAt) }),
        },
        {
          title: say('inspection.state'),
          cell: (one) =>
            one.cancelledAt !== undefined ? (
              <span>
                <StateTag told={{ meaning: 'excused', word: 'log.cancelled' }} bare /> {one.cancelReason}
              </span>
            ) : onCancel ? (
              <Button
                variant="default"
                size="sm"
                aria-label={say('log.cancel-of', { title: one.title, day: dayText(one.day) })}
                onClick={() => onCancel(one)}
              >
                {say('log.cancel')}
              </Button>
            ) : (
              <StateTag told={{ meaning: 'good', word: 'log.counts' }} bare />
            ),
        },
      ]}
    />
  );
}
