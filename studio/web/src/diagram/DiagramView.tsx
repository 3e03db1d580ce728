export default function DiagramView(_: { focus: { schema: string; name: string } | null }) {
  return null;
}
