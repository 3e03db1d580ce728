import { cx } from "./cx";
import { type TokenKind, tokens } from "./sqlTokens";

const look: Partial<Record<TokenKind, string>> = {
  keyword: "text-code",
  string: "text-add",
  comment: "text-muted italic",
  number: "text-change",
};

/** SQL to be read: a little colour, no editor. */
export function SqlText({ sql, className }: { sql: string; className?: string }) {
  return (
    <pre className={cx("mono overflow-auto whitespace-pre-wrap break-words", className)}>
      {tokens(sql).map(({ kind, text, start }) => (
        <span key={start} className={look[kind]}>
          {text}
        </span>
      ))}
    </pre>
  );
}
