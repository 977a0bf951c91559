import encodeQR from 'qr';
import { useMemo } from 'react';

/** A QR as one path of our own: sharp on paper at any size. */
export function QrPicture({ text, label, width }: { text: string; label: string; width?: number }) {
  const { path, size } = useMemo(() => drawingOf(text), [text]);
  return (
    <svg
      width={width}
      height={width}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawingOf(text: string): { path: string; size: number } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { path: squares.join(''), size: rows.length };
}
