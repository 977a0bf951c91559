import { Button } from '@mantine/core';
import type { Firmware, FirmwareList } from '../../protocol/api/firmware.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import type { Told } from '../components/meaning.ts';
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
                  <StateTag told={signatureOf(row)} />
                  <div>{row.signerName ?? row.signedBy}</div>
                  {row.expiresAt !== undefined && (
                    <div className={styles.small}>
                      {say('firmware.expires-at', { when: dateTimeText(row.expiresAt) })}
                    </div>
                  )}
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
                      row.trusted && !row.expired ? (
                        <Button
                          variant="default"
                          aria-label={`${say('firmware.roll-out')}: ${row.model} ${row.version}`}
                          onClick={() => onRollOut(row)}
                        >
                          {say('firmware.roll-out')}
                        </Button>
                      ) : (
                        <span className={styles.small}>
                          {say(row.trusted ? 'firmware.sign-again' : 'firmware.sign-anew')}
                        </span>
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

function signatureOf({ trusted, expired }: Firmware): Told {
  if (!trusted) return { meaning: 'bad', word: 'firmware.not-trusted' };
  return expired ? { meaning: 'bad', word: 'firmware.expired' } : { meaning: 'good', word: 'firmware.trusted' };
}
