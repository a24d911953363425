/** The words that start the command: in a checkout it is a script of npm, which says so to the process. */
export function commandName(
  { npm_lifecycle_event: script }: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return script === 'phiwatch' ? 'npm run -s phiwatch --' : 'phiwatch';
}
