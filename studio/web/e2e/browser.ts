/** The Chromium of this machine; its own sandbox does not run as root, as which CI's containers run. */
export function chromium(...parameters: string[]): { executablePath: string; args: string[] } {
  return {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...parameters, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  };
}
