import { Button, Group, Radio, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useStop } from '../data/changes.ts';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet } from './Sheet.tsx';

const EVERYTHING = '*';

interface Props {
  runs: readonly { id: string; title: string }[];
  /** The run whose own stop button was pressed; everything is preset otherwise. */
  preset?: string | undefined;
  /** Only that run may be stopped here: the page knows of no other. */
  only?: boolean;
  onClose: () => void;
}

/** Which of what sounds shall fall silent; everything unless chosen otherwise. No hold, no password: stopping is fast. */
export function StopSheet({ runs, preset, only = false, onClose }: Props) {
  const { say } = useWords();
  const stop = useStop();
  const [choice, setChoice] = useState(preset && (only || runs.length > 1) ? preset : EVERYTHING);
  const now = useRef<HTMLButtonElement>(null);
  useEffect(() => now.current?.focus(), []);

  if (stop.isSuccess) {
    return (
      <Sheet title={say('stop.title')} onClose={onClose}>
        <Stack>
          <p role="alert">{say('stop.done', { n: stop.data.nodes })}</p>
          <Button size="lg" onClick={onClose}>
            {say('action.close')}
          </Button>
        </Stack>
      </Sheet>
    );
  }
  return (
    <Sheet title={say('stop.title')} onClose={onClose}>
      <Stack>
        <Radio.Group value={choice} onChange={setChoice} aria-label={say('stop.what')}>
          <Stack gap="sm">
            {!only && (
              <Radio
                value={EVERYTHING}
                label={runs.length > 1 ? say('stop.all', { n: runs.length }) : say('stop.all-one')}
              />
            )}
            {(only || runs.length > 1) &&
              runs
                .slice(0, 30)
                .map((run) => <Radio key={run.id} value={run.id} label={say('stop.only', { title: run.title })} />)}
          </Stack>
        </Radio.Group>
        {stop.isError && (
          <Notice meaning="bad" role="alert" title={say('stop.failed')}>
            {problemText(stop.error, say)}
          </Notice>
        )}
        <Group grow>
          <Button
            ref={now}
            size="lg"
            color="dark"
            h={56}
            loading={stop.isPending}
            onClick={() => stop.mutate(choice === EVERYTHING ? {} : { run: choice })}
          >
            {say('stop.now-button')}
          </Button>
          <Button size="lg" h={56} variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </Group>
      </Stack>
    </Sheet>
  );
}
