import type { Control } from './types.ts';

/** `45 CFR § 164.312(E) (1)` as the catalogue has it, but for its case. */
const keyOf = (citation: string): string =>
  citation
    .replace(/^\s*(45 ?C\.?F\.?R\.?)?[\s§]*/i, '')
    .replaceAll(/\s/g, '')
    .toLowerCase();

/** The safeguards that a citation names: one, or all that lie under it, as under `164.312` or `164.312(e)`. Case does not matter. */
export function controlsCited(citation: string, controls: readonly Control[]): readonly Control[] {
  const key = keyOf(citation);
  const named = controls.filter(({ id }) => id.toLowerCase() === key);
  if (named.length > 0 || key === '') return named;
  return controls.filter(({ id }) => {
    const rest = id.toLowerCase().startsWith(key) ? id.slice(key.length) : '';
    return rest.startsWith('(') || rest.startsWith('.');
  });
}
