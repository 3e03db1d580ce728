import { keep, kept } from "@/ui/kept";

let draft: string | null = null;

/** A text that another view wants to see in the editor. */
export function setSqlDraft(text: string): void {
  draft = text;
}

export function takeSqlDraft(): string | null {
  const text = draft;
  draft = null;
  return text;
}

const nameOf = (identity: string) => `sql.text.${identity}`;

/** What stands in the editor for this database: this tab's text, or where it has none yet the one that was written last. */
export function storedText(identity: string): string {
  return kept<string | null>(sessionStorage, nameOf(identity), null) ?? kept(localStorage, nameOf(identity), "");
}

/** Other tabs have texts of their own: theirs never takes the place of this one's. */
export function storeText(identity: string, text: string): void {
  keep(sessionStorage, nameOf(identity), text);
  keep(localStorage, nameOf(identity), text);
}
