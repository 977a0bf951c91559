import { Mark } from '../components/Mark.tsx';
import type { AnswerText } from './answer-text.ts';
import styles from './Verify.module.css';

/** One of the two answers: its question, the answer with shape and colour, what it rests on. */
export function AnswerCard({ question, answer }: { question: string; answer: AnswerText }) {
  const meaning = answer.good ? 'good' : 'bad';
  return (
    <section className={styles.answer} data-meaning={meaning} data-answer={meaning}>
      <h3>{question}</h3>
      <p className={styles.said}>
        <Mark meaning={meaning} size={24} />
        <strong>{answer.title}</strong>
      </p>
      {answer.lines.length > 0 && (
        <ul>
          {answer.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {answer.code?.map(({ label, text }) => (
        <p key={label} className={styles.code}>
          <span>{label}</span>
          <code>{text}</code>
        </p>
      ))}
    </section>
  );
}
