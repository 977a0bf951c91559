import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { areaTitle } from '../components/area-title.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Page } from '../components/Page.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLive } from '../i18n/vi-live.ts';
import { After } from '../live/After.tsx';
import { useLive, useLiveSession } from '../live/ask.ts';
import styles from '../live/Live.module.css';
import { rememberSpeaking, speakingBefore } from '../live/left-open.ts';
import { Others } from '../live/Others.tsx';
import { Prepare } from '../live/Prepare.tsx';
import { Speaking } from '../live/Speaking.tsx';
import { BACK, useLeaveGuard } from '../live/use-leave-guard.ts';
import { useSpeech } from '../live/use-speech.ts';

knowWords(viLive);

const NOTHING = { isPending: false, error: null };

/** «Micro có tiếng không, ai đang nghe tôi?» */
export function Live() {
  const { say } = useWords();
  const { account } = useMe();
  const [query] = useSearchParams();
  const [, navigate] = useLocation();
  const plays = may(account.role, 'play');
  // Who may only raise emergencies speaks only then.
  const emergency = may(account.role, 'emergency') && (query.has('khan-cap') || !plays);
  const [areas, setAreas] = useAreasToSpeakTo(account.areas);
  const speaking = useSpeech();
  const { speech, running } = speaking;
  const left = useLeftOpen();
  const guard = useLeaveGuard(running);
  const [leaving, setLeaving] = useState<string | undefined>();
  useEffect(() => {
    if (leaving === undefined || running) return;
    if (leaving === BACK) history.back();
    else navigate(leaving);
  }, [leaving, running, navigate]);
  const sessions = (useLive().data?.items ?? []).filter(
    (one) => one.state !== 'ended' && one.id !== (speech?.session.id ?? left.session?.id),
  );
  const own = useArea(account.role === 'hamlet-head' ? account.areas[0] : undefined).data;
  const title = own ? say('live.title-to', { name: areaTitle(own) }) : say('live.title');
  return (
    <Page title={title} sentence={!running && say(emergency ? 'live.sentence-emergency' : 'live.sentence')}>
      <div className={styles.page} data-emergency={emergency || undefined}>
        {emergency && <p className={styles.manner}>{say('live.emergency')}</p>}
        {speech && running && <Speaking speech={speech} ear={speaking.ear} onEnd={speaking.end} />}
        {speech && !running && <After session={speech.session} end={speech.end} onAgain={speaking.again} />}
        {!speech && left.session && (
          <After session={left.session} end={left.session.end ?? 'socket'} reloaded onAgain={left.forget} />
        )}
        {!speech && !left.session && (
          <Prepare speaking={speaking} emergency={emergency} areas={areas} onAreas={setAreas} />
        )}
      </div>
      <Others sessions={sessions} />
      {guard.wanted !== undefined && (
        <ConfirmSheet
          title={say('live.leave')}
          submit={say('live.leave-end')}
          act={NOTHING}
          onSubmit={() => {
            setLeaving(guard.wanted);
            guard.stay();
            speaking.end();
          }}
          onClose={guard.stay}
        >
          <p>{say('live.leave-what')}</p>
        </ConfirmSheet>
      )}
    </Page>
  );
}

/** The own hamlet or commune stands there already; who has a whole province chooses. */
function useAreasToSpeakTo(own: readonly string[]) {
  const first = useArea(own[0]).data;
  const [chosen, setChosen] = useState<string[] | undefined>();
  const preset = own.length === 1 && first?.kind !== 'province' ? own : [];
  return [chosen ?? preset, setChosen] as const;
}

/** The session out of which this tab was reloaded: it fell with the page, and the page says so. */
function useLeftOpen() {
  const [id, setId] = useState(speakingBefore);
  const session = useLiveSession(id).data;
  useEffect(() => rememberSpeaking(undefined), []);
  return { session, forget: () => setId(undefined) };
}
