export default function MigrationsView() {
  return null;
}
