/**
 * Under which a look-up of related resources is noted in `ReadBy`, whatever it found: a resource of that type that comes
 * up anywhere under that scope has this key too, and so finds who asked.
 */
export function relatedKey(type: string, under: string): string {
  return `${type}@${under}`.toLowerCase();
}
