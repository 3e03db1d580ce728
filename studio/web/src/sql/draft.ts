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
