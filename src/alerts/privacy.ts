import type { AlertSettings } from '../alert-settings.ts';

/** The Privacy Officer's channels on which something about these principals may be said: none of them reads it. */
export function channelsFor(
  principals: readonly string[],
  { privacy = {} }: Pick<AlertSettings, 'privacy'>,
): readonly string[] {
  const concerned = new Set(principals.map((id) => id.toLowerCase()));
  return Object.entries(privacy)
    .filter(([, readers]) => !readers.some((reader) => concerned.has(reader)))
    .map(([channel]) => channel);
}
