/**
 * The kinds of entity that the Security Rule tells apart: covered entities by 45 CFR 160.103, business associates, and government entities, which are one of
 * the others besides.
 */
export const entityKinds = ['provider', 'plan', 'clearinghouse', 'business-associate', 'government'] as const;

export type EntityKind = (typeof entityKinds)[number];
