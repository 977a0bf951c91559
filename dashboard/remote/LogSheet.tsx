import { Button, Stack } from '@mantine/core';
import type { Node } from '../../protocol/api/areas.ts';
import { Answer } from '../components/Answer.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDeviceLogs } from './ask.ts';
import styles from './Remote.module.css';

interface Props {
  node: Node;
  busy: boolean;
  error: unknown;
  onFetch: () => void;
  onClose: () => void;
}

/** A region that scrolls must be reached by keyboard. */
const REACHED_BY_KEY = { tabIndex: 0 };

/** The device's own lines as it brought them last, and asking for them anew. */
export function LogSheet({ node, busy, error, onFetch, onClose }: Props) {
  const { say } = useWords();
  const logs = useDeviceLogs(node.id);
  return (
    <Sheet title={say('remote.log-title', { code: node.code })} onClose={onClose} wide>
      <Stack>
        <Answer query={logs} rows={6}>
          {({ items: [newest] }) =>
            newest ? (
              <>
                <p>{say('remote.log-at', { at: dateTimeText(newest.at), n: newest.lines.length })}</p>
                <section className={styles.log} aria-label={say('remote.log')} lang="en" {...REACHED_BY_KEY}>
                  {newest.lines.join('\n')}
                </section>
              </>
            ) : (
              <p>{say('remote.log-none')}</p>
            )
          }
        </Answer>
        <ProblemNotice error={error} />
        <SheetActions onClose={onClose}>
          <Button size="lg" variant="light" loading={busy} onClick={onFetch}>
            {say('remote.fetch-log')}
          </Button>
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
