import { useWords } from '../i18n/Language.tsx';
import { drawn } from './outline.ts';

const SIZE = 180;

export function OutlinePicture({ points }: { points: readonly (readonly [number, number])[] }) {
  const { say, format } = useWords();
  const { path } = drawn(points, SIZE);
  return (
    <svg
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      width={SIZE}
      height={SIZE}
      role="img"
      aria-label={say('outline.picture', { n: format.number(points.length) })}
      style={{ maxWidth: '100%', border: '1px solid var(--line)', borderRadius: 8, background: '#f4f6f8' }}
    >
      <path d={path} fill="#e4f0fb" stroke="#0b5cad" strokeWidth={2} strokeLinejoin="round" />
    </svg>
  );
}
