/** The sign of the product, drawn in place: no request of its own. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="7" fill="#0B5CAD" />
      <path d="M7 13h4l8-5v16l-8-5H7z" fill="#fff" />
      <path d="M22 11.5a6.5 6.5 0 0 1 0 9" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
