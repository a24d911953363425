/** The kinds of use that a fix can end and that access logs tell of: they are counted for whoever approves the fix. */
export const lostUses = ['by-key', 'anonymous', 'public-address'] as const;

export type LostUse = (typeof lostUses)[number];
