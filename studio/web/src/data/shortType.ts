/** The names that PostgreSQL itself takes for its longer ones; shown where there is little room. */
const shorter: [RegExp, string][] = [
  [/^timestamp(\(\d+\))? with time zone/, "timestamptz$1"],
  [/^timestamp(\(\d+\))? without time zone/, "timestamp$1"],
  [/^time(\(\d+\))? with time zone/, "timetz$1"],
  [/^time(\(\d+\))? without time zone/, "time$1"],
  [/^character varying/, "varchar"],
  [/^character(?=\(|$)/, "char"],
  [/^bit varying/, "varbit"],
  [/^double precision/, "float8"],
];

export function shortType(type: string): string {
  for (const [long, short] of shorter) if (long.test(type)) return type.replace(long, short);
  return type;
}
