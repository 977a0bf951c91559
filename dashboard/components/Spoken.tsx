import type { SpeechPreview } from '../../protocol/api/library.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './SpeechPanel.module.css';

/** The text as it will sound; words that differ from what was written are marked and underlined. */
export function Spoken({ preview }: { preview: SpeechPreview }) {
  const { say } = useWords();
  const { spoken, pieces } = preview;
  // Pieces may carry their spaces or stand for single words.
  const glue = pieces.map((piece) => piece.spoken).join('') === spoken ? '' : ' ';
  return (
    <blockquote className={styles.spoken}>
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known only by its place
        <span key={index}>
          {piece.changed ? (
            <mark title={say('speech.written', { text: piece.written.trim() })}>{piece.spoken}</mark>
          ) : (
            piece.spoken
          )}
          {glue}
        </span>
      ))}
    </blockquote>
  );
}
