import { Button } from '@mantine/core';
import { keepWaiting, takeBack, type Waiting } from '../field/kept.ts';
import { OutboxCard } from '../field/OutboxCard.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { asNote, inWords } from './as-note.ts';
import { stepOf } from './steps.ts';

interface Props {
  waiting: readonly Waiting[];
  send: () => Promise<void>;
  /** Where a slip can be mended: told under which name it lies as a draft again. */
  onMend?: (draftKey: string) => void;
}

/** Steps that the gateway does not have yet. One that came too late is sent as a note, once more, or thrown away: that is chosen. */
export function WaitingSteps({ waiting, send, onMend }: Props) {
  const { say } = useWords();
  const mend = (record: Waiting, onMended: (draftKey: string) => void) => {
    const key = `${record.account} slip ${record.id}`;
    void takeBack(record, key).then(() => onMended(key));
  };
  const again = ({ refused: _, ...record }: Waiting) => void keepWaiting(record).then(send);
  return (
    <OutboxCard
      waiting={waiting.filter(({ kind }) => kind !== 'inspection')}
      send={send}
      line={(record) => say('case.waiting-line', { what: wordsOf(record), when: dateTimeText(record.savedAt) })}
      choices={(record) => (
        <>
          {isStep(record) && stepOf(record).kind !== 'note' && (
            <Button variant="default" onClick={() => again({ ...record, body: asNote(stepOf(record), say) })}>
              {say('case.send-as-note')}
            </Button>
          )}
          {record.kind === 'slip' && onMend && (
            <Button variant="default" onClick={() => mend(record, onMend)}>
              {say('case.mend')}
            </Button>
          )}
          <Button variant="default" onClick={() => again(record)}>
            {say('case.send-again')}
          </Button>
        </>
      )}
      drop={{
        act: say('case.drop'),
        title: say('case.drop-title'),
        sentence: (record) => say('case.drop-sentence', { name: record.title, what: wordsOf(record) }),
      }}
    />
  );

  function wordsOf(record: Waiting): string {
    if (isStep(record)) return inWords(stepOf(record), say);
    if (record.kind === 'photo') return say('kept.mast');
    if (record.kind === 'slip') return say('case.did.slip');
    return say(record.kind === 'asset' ? 'case.did.serviced' : 'case.did.reported');
  }
}

const isStep = ({ kind, about }: Waiting) => kind === 'case' && about !== undefined;
