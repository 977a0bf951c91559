import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveInput } from '../../protocol/api/live.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import { isConfirmation } from '../data/confirmation-state.ts';
import { useGateway } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { newUlid } from '../data/ulid.ts';
import { useEndLive, useOpenLive } from './ask.ts';
import { useEar } from './ear.ts';
import { rememberSpeaking } from './left-open.ts';
import { takeMicrophone } from './one-microphone.ts';
import { Speaker } from './speaker.ts';
import type { Speech } from './speech-state.ts';

export type SpeechInput = Omit<LiveInput, 'key'>;

/** The microphone of this page and what is said through it. */
export function useSpeech() {
  const { freshness } = useGateway();
  const open = useOpenLive();
  const close = useEndLive();
  const speaker = useRef<Speaker | undefined>(undefined);
  const giveBack = useRef<(() => void) | undefined>(undefined);
  const [speech, setSpeech] = useState<Speech | undefined>();
  const [starting, setStarting] = useState(false);
  const [otherTab, setOtherTab] = useState(false);
  const running = speech !== undefined && speech.phase !== 'over';
  const { ear, fault, listen } = useEar(running || starting);
  // However often it is sent before an answer comes, it is one session.
  const key = useRef<string | undefined>(undefined);
  /** An emergency over several communes waits for a second person. */
  const [asked, setAsked] = useState<{ confirmation: Confirmation; input: SpeechInput } | undefined>();

  const over = useCallback(() => {
    speaker.current = undefined;
    giveBack.current?.();
    giveBack.current = undefined;
    rememberSpeaking(undefined);
  }, []);

  const start = async (input: SpeechInput): Promise<void> => {
    if (starting || running) return;
    setStarting(true);
    setOtherTab(false);
    open.reset();
    try {
      giveBack.current = await takeMicrophone();
      if (!giveBack.current) return setOtherTab(true);
      const now = await listen();
      if (!now) return over();
      key.current ??= newUlid(freshness.serverNow());
      const session = await open.mutateAsync({ ...input, key: key.current });
      if (isConfirmation(session)) {
        setAsked({ confirmation: session, input });
        return over();
      }
      key.current = undefined;
      rememberSpeaking(session.id);
      speaker.current = new Speaker({
        session,
        stream: now.stream,
        url: addressOf(session.id),
        now: () => freshness.serverNow(),
        changed: (next) => {
          setSpeech(next);
          if (next.phase !== 'over') return;
          over();
          // The gateway may not have heard that the line is gone.
          if (next.end === 'socket') close.mutate(session.id);
        },
      });
      speaker.current.start();
    } catch (error) {
      // What was refused is asked anew; what got no answer is asked again with the same key.
      if (error instanceof RefusedError) key.current = undefined;
      over();
    } finally {
      setStarting(false);
    }
  };
  const end = () => speaker.current?.end();
  /** The second person has said yes: with the same key it is the session that waits for its microphone. */
  const confirmed = () => {
    if (asked) void start(asked.input);
    setAsked(undefined);
  };
  const notConfirmed = () => {
    key.current = undefined;
    setAsked(undefined);
  };
  const again = () => {
    setSpeech(undefined);
    open.reset();
  };

  useEffect(
    () => () => {
      speaker.current?.leave();
      giveBack.current?.();
    },
    [],
  );
  const told = { speech, starting, running, otherTab, asked: asked?.confirmation, error: open.error };
  return { ...told, ear, fault, listen, start, end, again, confirmed, notConfirmed };
}

const addressOf = (session: string) =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${paths.microphone(session)}`;
