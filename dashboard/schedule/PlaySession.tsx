import { useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { audioPath } from '../../protocol/api/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useBulletinsById } from './ask.ts';
import type { BoardItem } from './board.ts';

/** Plays everything of a session one after the other on this computer, never by itself. */
export function PlaySession({ items, recordings }: { items: readonly BoardItem[]; recordings: readonly Recording[] }) {
  const { say } = useWords();
  const ids = items.flatMap((item) => item.programme?.bulletins ?? []);
  const bulletins = useBulletinsById([...new Set(ids)]);
  const [at, setAt] = useState(0);
  const player = useRef<HTMLAudioElement>(null);
  const parts = ids.flatMap((id) => {
    const bulletin = bulletins.find((one) => one.id === id);
    const recording = recordings.find((one) => one.sha256 === bulletin?.recording);
    return bulletin && recording ? [{ title: bulletin.title, mp3: recording.mp3 }] : [];
  });
  const part = parts[at];
  if (!part) return <p>{say('plan.nothing-to-play')}</p>;
  return (
    <div>
      <p role="status">{say('plan.playing', { title: part.title, at: at + 1, n: parts.length })}</p>
      {/* biome-ignore lint/a11y/useMediaCaption: a recording has no captions; its text is shown where there is one */}
      <audio
        ref={player}
        controls
        preload="none"
        src={audioPath(part.mp3, 'mp3')}
        aria-label={say('plan.play-session')}
        style={{ width: 320, maxWidth: '100%', height: 44, display: 'block' }}
        onEnded={() => {
          if (at + 1 >= parts.length) return;
          setAt(at + 1);
          // The next source is there after the page is drawn anew.
          setTimeout(() => void player.current?.play(), 0);
        }}
      />
    </div>
  );
}
