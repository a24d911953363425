/** The words that start the command: in a checkout it is a script of npm. */
export function commandName(): string {
  return process.env['npm_lifecycle_event'] === 'phiwatch' ? 'npm run -s phiwatch --' : 'phiwatch';
}
