import type { IconName } from './menu.ts';

const DRAWINGS: Record<IconName, string> = {
  today: 'M3.5 10.5 12 4l8.5 6.5V20h-6v-5.5h-5V20h-6z',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8',
  'will-sound': 'M12 4a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 8v4.8l3.4 2',
  campaign: 'M4 10v5h3l8 4.5V5.5L7 10zM18.5 9.5a4.5 4.5 0 0 1 0 6M7 15l1.5 5.5',
  bulletin: 'M6 3.5h9l4 4V20.5H6zM9 12h7M9 16h7M14.5 3.5V8H19',
  approve: 'M4 5h16v14H4zM8 12l3 3 5.5-6',
  'on-air': 'M5 10v4h3l4.5 4V6L8 10zM16 9a4.2 4.2 0 0 1 0 6M18.6 6.5a8 8 0 0 1 0 11',
  microphone: 'M12 3.5a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  node: 'M12 21V9M8 21h8M6.5 4l11 0-2 6h-7zM4 3v8M20 3v8',
  fault: 'M12 3.5 21.5 20h-19zM12 10v4.5M12 17.2v.3',
  enrol: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v6h-3.5',
  hamlet: 'M2.5 20V12l4.5-4 4.5 4v8zM11.5 20V9.5L16.5 5l5 4.5V20z',
  appraisal: 'M12 4v16M7.5 20h9M5 7.5l7-2 7 2M5 7.5 2.5 14h5zM19 7.5 16.5 14h5z',
  verify: 'M12 3.5 19.5 6v6c0 4.5-3.2 7.4-7.5 8.8C7.7 19.4 4.5 16.5 4.5 12V6zM8.5 12l2.6 2.7 4.6-5',
  log: 'M4.5 5.5h15M4.5 10h15M4.5 14.5h9M4.5 19h6',
  round: 'M5 4h14v11.5l-7 5-7-5zM9 9.5l2.2 2.2L15.5 7.5',
  report: 'M5 3.5h14v17H5zM9 16v-3M12 16V8.5M15 16v-5',
  rule: 'M12 4v16M7 20h10M5 7.5h14M5 7.5 2.5 13.5h5zM19 7.5l-2.5 6h5z',
  'set-up': 'M4 7h9M19 7h1M4 17h1M11 17h9M13 7a3 3 0 1 0 6 0 3 3 0 0 0-6 0M5 17a3 3 0 1 0 6 0 3 3 0 0 0-6 0',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.2 3.2 0 0 1 0 6.2M18 14.2a6 6 0 0 1 3.5 5.8',
  settings: 'M5 4v6M5 14v6M12 4v9M12 17v3M19 4v3M19 11v9M3 12h4M10 15h4M17 9h4',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
  drill: 'M7.5 3.5h9l4 4v9l-4 4h-9l-4-4v-9zM9 8.5v7l6-3.5z',
  inspection: 'M5 4h14v17H5zM9 2.5h6V6H9zM8.5 13.5l2.5 2.5 4.5-5',
  maintenance: 'M14.5 6.5a4 4 0 0 0-5.3 5L3.5 17.2l3.3 3.3 5.7-5.7a4 4 0 0 0 5-5.3L14.8 12 12 9.2z',
  'hand-log': 'M5 3.5h13v17H5zM8.5 3.5v17M11.5 8H15M11.5 12H15',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
};

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" style={{ flex: 'none' }}>
      <path
        d={DRAWINGS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={name === 'more' ? 3.2 : 1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
