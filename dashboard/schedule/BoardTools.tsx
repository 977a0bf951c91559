import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { paths, withQuery } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { CopyWeekSheet } from './CopyWeekSheet.tsx';
import { ImportCalendarSheet } from './ImportCalendarSheet.tsx';
import { SilenceSheet } from './SilenceSheet.tsx';
import { TimetableSheet } from './TimetableSheet.tsx';

type Tool = 'copy' | 'silences' | 'timetable' | 'import';

/** What is done with a whole week: copied, silenced, registered, taken elsewhere, printed. */
export function BoardTools({ area, monday }: { area: string; monday: Day }) {
  const { say } = useWords();
  const { account } = useMe();
  const [tool, setTool] = useState<Tool | undefined>();
  const mayCreate = may(account.role, 'create');
  const close = () => setTool(undefined);
  const open = (next: Tool) => (
    <Button variant="default" size="md" onClick={() => setTool(next)}>
      {say(`plan.tool.${next}`)}
    </Button>
  );
  return (
    <Card title={say('plan.tools')}>
      <Group gap="sm">
        {mayCreate && open('copy')}
        {open('silences')}
        {open('timetable')}
        {mayCreate && open('import')}
        <Button
          component="a"
          href={withQuery(paths.calendar, { area, from: monday, to: addDays(monday, 90) })}
          download="lich-phat.ics"
          variant="default"
          size="md"
        >
          {say('plan.tool.export')}
        </Button>
        <Button variant="default" size="md" onClick={() => window.print()}>
          {say('plan.tool.print')}
        </Button>
      </Group>
      {tool === 'copy' && <CopyWeekSheet area={area} monday={monday} onClose={close} />}
      {tool === 'silences' && <SilenceSheet area={area} onClose={close} />}
      {tool === 'timetable' && <TimetableSheet area={area} onClose={close} />}
      {tool === 'import' && <ImportCalendarSheet area={area} onClose={close} />}
    </Card>
  );
}
