import { Button, Radio, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useStop } from '../data/changes.ts';
import { sounds, useEmergencies } from '../data/emergencies.ts';
import { useReachable } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { EmergencyContacts } from './EmergencyContacts.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet, SheetButtons } from './Sheet.tsx';
import { StopEmergency } from './StopEmergency.tsx';
import { StopResult } from './StopResult.tsx';

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
export function StopSheet({ runs: all, preset, only = false, onClose }: Props) {
  const { say } = useWords();
  const stop = useStop();
  const reachable = useReachable();
  const raises = may(useMe().account.role, 'emergency');
  const emergencies = (useEmergencies().data?.items ?? []).filter(sounds);
  // An emergency falls silent by a hold of its own, never together with the morning's news.
  const runs = all.filter((run) => !emergencies.some((one) => one.run === run.id));
  const [choice, setChoice] = useState(preset && (only || runs.length > 1) ? preset : EVERYTHING);
  const now = useRef<HTMLButtonElement>(null);
  useEffect(() => now.current?.focus(), []);
  const ordinary = runs.length > 0 || emergencies.length === 0;

  if (stop.isSuccess)
    return (
      <Sheet title={say('stop.title')} onClose={onClose}>
        <StopResult stopped={stop.data} onClose={onClose} />
      </Sheet>
    );
  return (
    <Sheet title={say('stop.title')} onClose={onClose}>
      <Stack>
        {ordinary && (
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
        )}
        {stop.isPending && stop.failureCount > 0 && (
          <Notice meaning="bad" role="alert" title={say('stop.trying', { n: stop.failureCount + 1 })}>
            <EmergencyContacts />
          </Notice>
        )}
        {stop.isError && (
          <Notice meaning="bad" role="alert" title={say(reachable ? 'stop.failed' : 'stop.no-network')}>
            {problemText(stop.error, say)}
            <EmergencyContacts />
          </Notice>
        )}
        {!reachable && stop.isIdle && (
          <Notice meaning="bad" role="alert" title={say('stop.no-network')}>
            <EmergencyContacts />
          </Notice>
        )}
        <SheetButtons>
          {ordinary && (
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
          )}
          <Button size="lg" h={56} variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </SheetButtons>
        {!only && raises && emergencies.map((one) => <StopEmergency key={one.id} emergency={one} />)}
      </Stack>
    </Sheet>
  );
}
