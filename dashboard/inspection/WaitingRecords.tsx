import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import type { InspectionInput } from '../../protocol/api/inspections.ts';
import { useMe } from '../data/session.ts';
import { takeBack, type Waiting } from '../field/kept.ts';
import { OutboxCard } from '../field/OutboxCard.tsx';
import { dateTimeText } from '../format/date.ts';
import { NEW_INSPECTION_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  waiting: readonly Waiting[];
  /** Another record is under way: nothing can be taken back before it is done. */
  busy: boolean;
  send: () => Promise<void>;
}

/** Records saved on this phone that the gateway does not have yet. */
export function WaitingRecords({ waiting, busy, send }: Props) {
  const { say } = useWords();
  const [, navigate] = useLocation();
  const account = useMe().account.id;
  return (
    <OutboxCard
      waiting={waiting.filter(({ kind }) => kind === 'inspection')}
      send={send}
      line={({ body, savedAt }) =>
        say('inspection.waiting-line', { n: (body as InspectionInput).lines.length, when: dateTimeText(savedAt) })
      }
      choices={(record) =>
        !busy && (
          <Button
            variant="default"
            onClick={() => void takeBack(record, account).then(() => navigate(NEW_INSPECTION_PATH))}
          >
            {say('inspection.mend')}
          </Button>
        )
      }
      drop={{
        act: say('inspection.drop'),
        title: say('inspection.drop-title'),
        sentence: ({ title }) => say('inspection.drop-sentence', { name: title }),
      }}
    />
  );
}
