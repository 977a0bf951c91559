import type { Meaning } from './meaning.ts';

/** One state's shape; the word stands beside it or in the label of what holds it. */
export function Mark({ meaning, size = 16 }: { meaning: Meaning; size?: number }) {
  return (
    <svg width={size} height={size} aria-hidden="true" data-shape={meaning} style={{ flex: 'none' }}>
      <use href={`#mark-${meaning}`} />
    </svg>
  );
}
