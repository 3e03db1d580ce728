export type TokenKind = "keyword" | "string" | "comment" | "number" | "plain";

export interface Token {
  kind: TokenKind;
  text: string;
  start: number;
}

const keywords = new Set(
  (
    "add all alter analyze and as asc begin between by cascade case cast check column comment commit concurrently constraint create " +
    "current_date current_timestamp database default deferrable delete desc distinct do domain drop else end enum except exclude " +
    "exists explain extension false for foreign from full function generated grant group having identity if in include index inner " +
    "insert intersect into is join key lateral left like limit lock materialized not null nulls of offset on only or order outer " +
    "over partition policy primary procedure references rename replace restrict returning revoke right rollback row rows schema " +
    "select sequence set table then to trigger true type union unique update using validate values view when where with"
  ).split(" "),
);

// Comment, string (E'', $tag$), quoted name, number, word, anything.
const pattern =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|((?:[eE]|[xX]|[bB]|[uU]&)?'(?:[^']|'')*(?:'|$)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\3\$|$))|("(?:[^"]|"")*(?:"|$))|(\b\d+(?:\.\d+)?\b)|([A-Za-z_][A-Za-z0-9_$]*)|([\s\S])/g;

/** Splits SQL for colouring. It decides nothing: statements are split by the server. */
export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  for (const match of sql.matchAll(pattern)) {
    const [text, comment, string, , , number, word] = match;
    const kind: TokenKind =
      comment !== undefined
        ? "comment"
        : string !== undefined
          ? "string"
          : number !== undefined
            ? "number"
            : word !== undefined && keywords.has(word.toLowerCase())
              ? "keyword"
              : "plain";
    const last = found.at(-1);
    if (last?.kind === "plain" && kind === "plain") last.text += text;
    else found.push({ kind, text, start: match.index });
  }
  return found;
}
