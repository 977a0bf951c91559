import { audioPath } from '../../protocol/api/paths.ts';

/** Plays a recording; nothing is fetched before it is asked for. MP3, because every browser has it. */
export function Listen({ mp3, label }: { mp3: string; label: string }) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: a recording has no captions; its text is shown where there is one
    <audio
      controls
      preload="none"
      src={audioPath(mp3, 'mp3')}
      aria-label={label}
      style={{ width: 250, maxWidth: '100%', height: 44, display: 'block' }}
    />
  );
}
