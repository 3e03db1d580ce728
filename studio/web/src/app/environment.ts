/** An environment as a banner names it: by its name in `keel.toml`. A guarded one without a name is a remote server. */
export function environmentName(environment: string | null): string {
  if (environment === null) return "Remote database";
  return environment === "production" ? "Production" : environment;
}
