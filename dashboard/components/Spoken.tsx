import type { SpeechPreview } from '../../protocol/api/library.ts';
import { useWords } from '../i18n/Language.tsx';
import { PlaySentence } from '../speech/PlaySentence.tsx';
import styles from '../speech/Speech.module.css';
import { type SpokenPart, spokenLines } from '../speech/spoken-lines.ts';
import type { Sounding } from '../speech/use-sentence.ts';

interface Props {
  preview: SpeechPreview;
  sounding: Sounding | undefined;
  /** A sentence to be heard; `key` tells it from the others. */
  onPlay: (key: string, written: string) => void;
  /** A word that shall be read otherwise; absent: the user may not change the dictionary. */
  onWord?: ((part: SpokenPart) => void) | undefined;
}

/** The text as it will sound, sentence by sentence; words that differ from what was written are marked and underlined. */
export function Spoken({ preview, sounding, onPlay, onWord }: Props) {
  const { say, format } = useWords();
  return (
    <blockquote style={{ margin: 0 }}>
      <ol className={styles.lines}>
        {spokenLines(preview).map(({ written, parts, pauseMs, asked }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is known only by its place
          <li key={index} className={styles.line}>
            <PlaySentence
              of={`${index}`}
              name={written.slice(0, 60)}
              sounding={sounding}
              onPlay={() => onPlay(`${index}`, written)}
            />
            <div>
              {parts.map((part, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known only by its place
                <Part key={place} part={part} onWord={onWord} />
              ))}
              {asked && pauseMs > 0 && (
                <span className={styles.pause}>
                  <span aria-hidden="true">‖</span>
                  {say('sentence.pause', { seconds: format.number(pauseMs / 1_000, pauseMs % 1_000 === 0 ? 0 : 1) })}
                </span>
              )}
            </div>
          </li>
        ))}
      </ol>
    </blockquote>
  );
}

function Part({ part, onWord }: { part: SpokenPart; onWord: Props['onWord'] }) {
  const { say } = useWords();
  const { written, spoken, by } = part;
  if (by === 'same') return spoken;
  // An emoji or a point of a list: nothing is said for it.
  if (spoken.trim() === '') return null;
  const title = say(by === 'dictionary' ? 'sentence.by-dictionary' : 'speech.written', { text: written.trim() });
  return (
    <mark className={styles.mark} data-by={by} title={title}>
      {onWord ? (
        <button type="button" aria-label={`${spoken} (${title})`} onClick={() => onWord(part)}>
          {spoken}
        </button>
      ) : (
        spoken
      )}
    </mark>
  );
}
