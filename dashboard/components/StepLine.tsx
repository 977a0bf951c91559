import styles from './StepLine.module.css';

/** Where one is in a task of a few steps; `at` counts from 1. */
export function StepLine({ label, steps, at }: { label: string; steps: readonly string[]; at: number }) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li key={step} data-done={index + 1 < at || undefined} aria-current={index + 1 === at ? 'step' : undefined}>
          <span className={styles.number}>{index + 1}</span>
          <span>{step}</span>
        </li>
      ))}
    </ol>
  );
}
