import type { RecordVersion } from '../../model/index.ts';
import type { EntityProfile } from '../../records/index.ts';
import type { Control } from '../../rules/controls/index.ts';
import { isFor, latestFor } from './latest-record.ts';

/**
 * Returns the entity profile by which a control is not for an organization, with the reason in words; undefined: it is asked. A profile that has expired
 * lets everything be asked, whatever an earlier one said: that was replaced. One of a hybrid entity excludes nothing (45 CFR 164.105).
 */
export function excludingProfile(
  { appliesTo }: Pick<Control, 'appliesTo'>,
  organization: string | undefined,
  profiles: readonly RecordVersion<EntityProfile>[],
  now: string,
): { readonly id: string; readonly why: string } | undefined {
  const given = (value: EntityProfile) => value.status === 'given' && isFor(value, organization);
  const profile = latestFor(profiles, given, organization);
  if (!profile || !appliesTo) return undefined;
  const { kinds, hybrid, date, expiresAt } = profile.value;
  if (hybrid || expiresAt <= now || kinds.some((kind) => appliesTo.includes(kind))) return undefined;
  const why = `the organization is a ${kinds.join(', ')}, by its entity profile of ${date.slice(0, 10)}`;
  return { id: profile.id, why };
}
