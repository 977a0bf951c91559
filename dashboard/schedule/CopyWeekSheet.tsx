import { Button, Stack } from '@mantine/core';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
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
        <ProblemNotice error={copy.error} />
        <SheetActions onClose={onClose} over={copy.data !== undefined}>
          {!copy.data && (
            <Button size="lg" loading={copy.isPending} onClick={() => copy.mutate({ area, from, to: monday })}>
              {say('plan.copy.submit')}
            </Button>
          )}
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
