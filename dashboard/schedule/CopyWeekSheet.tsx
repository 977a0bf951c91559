import { Button, Stack } from '@mantine/core';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useCopyWeek } from './ask.ts';
import { MadeAndLeft } from './MadeAndLeft.tsx';

/** What sounded once last week also this week; each copy waits for approval. */
export function CopyWeekSheet({ area, monday, onClose }: { area: string; monday: Day; onClose: () => void }) {
  const { say } = useWords();
  const copy = useCopyWeek();
  const from = addDays(monday, -7);
  return (
    <Sheet title={say('plan.copy.title')} onClose={onClose}>
      <Stack>
        {copy.data ? (
          <MadeAndLeft made={copy.data.made} left={copy.data.left} />
        ) : (
          <p>
            {say('plan.copy.sentence', {
              from: `${dayText(from)}–${dayText(addDays(from, 6))}`,
              to: `${dayText(monday)}–${dayText(addDays(monday, 6))}`,
            })}
          </p>
        )}
        {copy.isError && (
          <Notice meaning="bad" role="alert">
            {problemText(copy.error, say)}
          </Notice>
        )}
        <SheetButtons>
          {!copy.data && (
            <Button size="lg" loading={copy.isPending} onClick={() => copy.mutate({ area, from, to: monday })}>
              {say('plan.copy.submit')}
            </Button>
          )}
          <Button size="lg" variant="default" onClick={onClose}>
            {say(copy.data ? 'action.close' : 'action.back')}
          </Button>
        </SheetButtons>
      </Stack>
    </Sheet>
  );
}
