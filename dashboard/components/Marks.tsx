/** The shapes of the states, drawn once and used by reference; every one is told apart without its colour. */
export function Marks() {
  return (
    <svg width="0" height="0" aria-hidden="true" style={{ position: 'absolute' }}>
      <defs>
        <symbol id="mark-good" viewBox="0 0 16 16">
          <circle cx="8" cy="8" r="7.2" fill="currentColor" />
          <path
            d="M4.6 8.2l2.4 2.5 4.5-5"
            fill="none"
            stroke="#fff"
            strokeWidth="1.9"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </symbol>
        <symbol id="mark-partial" viewBox="0 0 16 16">
          <path d="M8 1.4l6.9 12.8H1.1z" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" />
          <path d="M8 6v3.6M8 11.6v.6" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
        </symbol>
        <symbol id="mark-bad" viewBox="0 0 16 16">
          <rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor" />
          <path d="M5 5l6 6M11 5l-6 6" stroke="#fff" strokeWidth="1.9" strokeLinecap="round" />
        </symbol>
        <symbol id="mark-unknown" viewBox="0 0 16 16">
          <rect
            x="1.2"
            y="1.2"
            width="13.6"
            height="13.6"
            rx="2.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray="2.6 2"
          />
          <path
            d="M5.9 6.2a2.1 2.1 0 1 1 2.9 2c-.6.3-.8.6-.8 1.2M8 11.7v.3"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.7"
            strokeLinecap="round"
          />
        </symbol>
        <symbol id="mark-excused" viewBox="0 0 16 16">
          <rect x="1" y="5.6" width="14" height="4.8" rx="2.4" fill="currentColor" />
        </symbol>
        <symbol id="mark-on-air" viewBox="0 0 16 16">
          <path d="M3.5 1.8v12.4L14 8z" fill="currentColor" />
        </symbol>
        <symbol id="mark-planned" viewBox="0 0 16 16">
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </symbol>
        <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="#fff" />
          <path d="M0 0v5" stroke="#868e96" strokeWidth="2" />
        </pattern>
      </defs>
    </svg>
  );
}
