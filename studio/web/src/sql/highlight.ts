import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/** Colours by the page's own variables, so that both themes have them. */
export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code)" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--add)" },
    { tag: [tags.number, tags.bool, tags.null], color: "var(--change)" },
    { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
    { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--code)" },
    { tag: [tags.propertyName], color: "var(--code)" },
  ]),
);
