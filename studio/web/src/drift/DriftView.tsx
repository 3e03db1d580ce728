export default function DriftView() {
  return null;
}
