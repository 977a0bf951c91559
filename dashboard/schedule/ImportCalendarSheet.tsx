import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { importCalendar } from './import-calendar.ts';
import { MadeAndLeft } from './MadeAndLeft.tsx';

/** Takes an .ics from another calendar. */
export function ImportCalendarSheet({ area, onClose }: { area: string; onClose: () => void }) {
  const { say } = useWords();
  const [file, setFile] = useState<File | undefined>();
  const [missing, setMissing] = useState(false);
  const take = useChange(
    (client, chosen: File) => importCalendar(client, area, chosen),
    [paths.programmes, paths.preview, paths.approvals],
  );
  const submit = () => {
    setMissing(!file);
    if (file) take.mutate(file);
  };
  return (
    <Sheet title={say('plan.import.title')} onClose={onClose}>
      <Stack>
        {take.data ? (
          <MadeAndLeft made={take.data.made} left={take.data.left} />
        ) : (
          <>
            <p>{say('plan.import.sentence')}</p>
            <label htmlFor="plan-import">{say('plan.import.file')}</label>
            <input
              id="plan-import"
              type="file"
              accept=".ics,text/calendar"
              aria-describedby={missing ? 'plan-import-error' : undefined}
              style={{ minHeight: 44, maxWidth: '100%' }}
              onChange={(event) => setFile(event.currentTarget.files?.[0])}
            />
          </>
        )}
        {missing && !file && (
          <div id="plan-import-error">
            <Notice meaning="bad" role="alert">
              {say('plan.import.missing')}
            </Notice>
          </div>
        )}
        <ProblemNotice error={take.error} />
        <SheetActions onClose={onClose} over={take.data !== undefined}>
          {!take.data && (
            <Button size="lg" loading={take.isPending} onClick={submit}>
              {say('plan.import.submit')}
            </Button>
          )}
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
