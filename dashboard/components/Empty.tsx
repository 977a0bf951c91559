import type { ReactNode } from 'react';

/** An empty list: one sentence, and at most one thing to do. */
export function Empty({ sentence, children }: { sentence: string; children?: ReactNode }) {
  return (
    <div style={{ padding: '20px 0', display: 'grid', gap: 12, justifyItems: 'start' }}>
      <p>{sentence}</p>
      {children}
    </div>
  );
}
