import type { ReactNode } from 'react';
import { Mark } from '../components/Mark.tsx';
import type { Shape } from './item-state.ts';

const OWN: Partial<Record<Shape, ReactNode>> = {
  draft: <path d="M2.5 13.5l.6-3L10.6 3l2.4 2.4-7.5 7.5z" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  waiting: (
    <path
      d="M3.5 1.8h9M3.5 14.2h9M4.6 2v2.4L8 8l3.4-3.6V2M4.6 14v-2.4L8 8l3.4 3.6V14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    />
  ),
  returned: (
    <path d="M6.5 2.5L2.5 6.3l4 3.8M2.8 6.3h6.4a4 4 0 0 1 0 8H5" fill="none" stroke="currentColor" strokeWidth="1.7" />
  ),
};

/** The shape of a state on the timetable; the word stands beside it. */
export function StateMark({ shape }: { shape: Shape }) {
  const own = OWN[shape];
  if (!own) return <Mark meaning={shape as Exclude<Shape, 'draft' | 'waiting' | 'returned'>} />;
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" data-shape={shape} style={{ flex: 'none' }}>
      {own}
    </svg>
  );
}
