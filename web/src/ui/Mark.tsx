/** The bell tower: roof, cornice, shaft with its door, and the bell. Decorative: the name stands beside it. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        d="M16 .8 21.4 9.4H10.6zM8.6 10.6h14.8v2.2H8.6zM10 14h12v16.2a1 1 0 0 1-1 1h-2.6v-4.4a2.4 2.4 0 0 0-4.8 0v4.4H11a1 1 0 0 1-1-1z"
        fill="currentColor"
      />
      <path
        d="M16 15.1c2.1 0 3.1 1.6 3.2 3.4l1 1.9v.8h-8.4v-.8l1-1.9c.1-1.8 1.1-3.4 3.2-3.4zM14.9 21.8h2.2a1.1 1.1 0 0 1-2.2 0z"
        fill="var(--bronze)"
        stroke="var(--mark-gap, transparent)"
        strokeWidth="1"
        paintOrder="stroke"
      />
    </svg>
  );
}
