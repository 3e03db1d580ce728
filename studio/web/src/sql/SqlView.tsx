export default function SqlView() {
  return null;
}
