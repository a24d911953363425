import { roleActions } from '../../src/response/remediation/index.ts';
import type { Catalogue } from '../../src/rules/controls/index.ts';

/** Gives the text of the role with the actions that the remedies of a catalogue need. The rest of the role stays. */
export function withActions(text: string, catalogue: Pick<Catalogue, 'policies' | 'types'>): string {
  const role = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return `${JSON.stringify({ ...role, Actions: roleActions(catalogue) }, null, 2)}\n`;
}
