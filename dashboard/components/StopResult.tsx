import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useGateway } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { useStopProgress } from '../data/stops.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { Mark } from './Mark.tsx';
import { SilenceAfter } from './SilenceAfter.tsx';
import styles from './StopResult.module.css';

/** Nodes get this long before one of them is called silent on the question, not on the loudspeaker. */
const NAMED_AFTER_MS = 2_000;

/** How many are silent after how long, and by code which do not answer. */
export function StopResult({ stopped, onClose }: { stopped: { command: string; nodes: number }; onClose: () => void }) {
  const { say, format } = useWords();
  const { freshness } = useGateway();
  const [startedAt] = useState(() => freshness.serverNow());
  const { progress, sinceMs } = useStopProgress(stopped.command, startedAt);
  const { role } = useMe().account;
  const data = progress.data;
  const done = data !== undefined && data.open.length === 0;
  const named = done || sinceMs >= NAMED_AFTER_MS;
  return (
    <Stack>
      <p>{say('stop.done', { n: stopped.nodes })}</p>
      {data && (
        <p className={styles.silent} data-silent={data.silent}>
          <Mark meaning={done ? 'good' : 'on-air'} size={20} />
          {say('stop.silent', {
            silent: format.number(data.silent),
            nodes: format.number(data.nodes),
            time: format.number((data.tookMs ?? sinceMs) / 1_000, 1),
          })}
        </p>
      )}
      {/* Said once, when it is known; the counts beside it change without a word. */}
      <div role="alert">
        {done && <p>{say('stop.all-silent')}</p>}
        {data && !done && named && (
          <>
            <p>{say('stop.open', { n: data.open.length })}</p>
            <ul className={styles.open}>
              {data.open.map((one) => (
                <li key={one.node}>
                  <Mark meaning={one.online ? 'unknown' : 'bad'} />
                  <b>{one.code}</b>
                  <span>
                    {one.hamletName},{' '}
                    {one.online
                      ? say('stop.no-answer')
                      : one.lastSeenAt === undefined
                        ? say('stop.away')
                        : say('stop.away-since', { when: format.ago(one.lastSeenAt, data.at) })}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {may(role, 'stop') && role !== 'hamlet-head' && <SilenceAfter />}
      <Button size="lg" onClick={onClose}>
        {say('action.close')}
      </Button>
    </Stack>
  );
}
