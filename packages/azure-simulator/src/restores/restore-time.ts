import { ArmError } from '../errors.ts';

/**
 * Refuses a moment that there is no backup of. https://github.com/Azure/azure-cli/issues/12338 says that SQL answers 400; no source was found
 * for the code and the words, with either provider. That of SQL is its code for a bad body (azure-rest-api-specs, Databases.json).
 */
export function requireRestorable(
  { now }: { readonly now: number },
  { time, earliest, code }: { readonly time: string; readonly earliest: number; readonly code: string },
): void {
  const at = Date.parse(time);
  if (at >= earliest && at <= now) return;
  const between = `between ${new Date(earliest).toISOString()} and ${new Date(now).toISOString()}`;
  throw new ArmError(
    400,
    code,
    `The restore point in time '${time}' is not valid. Specify a moment ${between}.`,
  );
}
