/** The product's own sign: a bell on a desk. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" className="shrink-0 text-accent">
      <rect width="64" height="64" rx="15" fill="currentColor" />
      <g className="text-on-accent" stroke="currentColor" strokeLinecap="round">
        <path d="M13 43h38" strokeWidth="5" />
        <path d="M18 36a14 14 0 0 1 28 0z" fill="currentColor" strokeWidth="0" />
        <path d="M32 22v-5m-4 0h8M20 50h24" strokeWidth="4" />
      </g>
    </svg>
  );
}
