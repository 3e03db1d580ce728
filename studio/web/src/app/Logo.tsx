/** The keel: a hull seen from the front, level. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-5 shrink-0" role="img" aria-label="keel studio">
      <title>keel studio</title>
      <path
        d="M16 4v19M7 10.5h18M5.5 20c3 6.5 18 6.5 21 0"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
