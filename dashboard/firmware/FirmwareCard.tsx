import { Button } from '@mantine/core';
import type { Firmware, FirmwareList } from '../../protocol/api/firmware.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Firmware.module.css';
import { OfflineKey } from './OfflineKey.tsx';

interface Props {
  list: FirmwareList;
  /** Absent for who may only look. */
  onRollOut?: ((firmware: Firmware) => void) | undefined;
}

/** Firmware that is here, what is new in it, and whose key signed it. */
export function FirmwareCard({ list, onRollOut }: Props) {
  const { say, format } = useWords();
  return (
    <Card title={say('firmware.here')}>
      {list.keys.length === 0 || list.items.length === 0 ? (
        <OfflineKey hasKey={list.keys.length > 0} />
      ) : (
        <DataTable
          caption={say('firmware.here')}
          rows={list.items}
          keyOf={(row) => row.sha256}
          columns={[
            {
              title: say('firmware.version'),
              cell: (row) => (
                <div>
                  {row.model} {row.version}
                  <div className={styles.small}>
                    {say('firmware.size', { mb: format.number(row.bytes / 1_048_576, 1) })}
                    {row.minFrom !== undefined && ` · ${say('firmware.min-from', { version: row.minFrom })}`}
                  </div>
                </div>
              ),
            },
            { title: say('firmware.notes'), cell: (row) => <span className={styles.notes}>{row.notes || '–'}</span> },
            {
              title: say('firmware.signed-by'),
              cell: (row) => (
                <div>
                  <StateTag
                    told={
                      row.trusted
                        ? { meaning: 'good', word: 'firmware.trusted' }
                        : { meaning: 'bad', word: 'firmware.not-trusted' }
                    }
                  />
                  <div>{row.signerName ?? row.signedBy}</div>
                </div>
              ),
            },
            {
              title: say('firmware.uploaded-at'),
              cell: (row) => (
                <div>
                  {dateTimeText(row.uploadedAt)}
                  <div className={styles.small}>{row.uploadedByName}</div>
                </div>
              ),
            },
            ...(onRollOut
              ? [
                  {
                    title: say('firmware.act'),
                    cell: (row: Firmware) =>
                      row.trusted ? (
                        <Button
                          variant="default"
                          aria-label={`${say('firmware.roll-out')}: ${row.model} ${row.version}`}
                          onClick={() => onRollOut(row)}
                        >
                          {say('firmware.roll-out')}
                        </Button>
                      ) : (
                        <span className={styles.small}>{say('firmware.sign-anew')}</span>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Card>
  );
}
