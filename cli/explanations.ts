import type { Catalogue, CataloguePolicy, Control, Guide, Proof } from '../src/rules/controls/index.ts';
import { counted } from '../src/base/index.ts';
import { failingCase } from './failing-case.ts';
import { fieldLine } from './findings-table.ts';
import { paint, paintSeverity, wrap } from './output.ts';
import { list, sections } from './sections.ts';

const PROOFS: Record<Proof, string> = {
  policies: 'policies: the configuration of resources, evaluated by the policies below',
  attestation: 'attestation: a written statement that the thing is in place, approved and in force',
  review: 'review: a named person examined it and signed',
  drill: 'drill: it was executed, and measured',
  inherited:
    "inherited: Microsoft's part, by the agreement, its coverage of the services in use, and a recent report",
  decision: 'decision: for an addressable specification, what was decided and why (164.306(d)(3))',
};

const DESIGNATIONS: Record<Control['designation'], string> = {
  standard: 'a standard',
  required: 'a required implementation specification',
  'general-rule': 'a general rule',
  'breach-notification': 'an item of the Breach Notification Rule',
  privacy: 'an item of the Privacy Rule',
  'own-rule': "a rule of the organization's own",
  addressable: 'an addressable implementation specification',
};

/** Paths in a related resource begin with its type and name. */
const ofRelated = (path: string, type: string): boolean =>
  path.toLowerCase().startsWith(`${type.toLowerCase()}/`);

/** Explains a policy: its requirement, the reason, the fix, and an example. */
export function explainPolicy(policy: CataloguePolicy, catalogue: Catalogue): string {
  const { title, name, severity, why, fix, version, controls, remediation, remedy } = policy;
  const { requirements = [] } = policy;
  const caution = remedy && 'caution' in remedy ? (remedy.caution ?? '') : '';
  const { effect, mode, resourceTypes, relatedTypes, needs } = policy.policy;
  const spelled = (type: string): string => catalogue.types.get(type)?.type ?? type;
  const failing = failingCase(policy);
  const read = failing?.reads ?? [];
  const own = read.filter((path) => !relatedTypes.some((type) => ofRelated(path, type)));
  const reads = [
    `${resourceTypes?.map(spelled).join(', ') ?? 'any type'}: ${own.join(', ') || 'that it is there'}`,
    ...relatedTypes.map((type) => {
      const paths = read.filter((path) => ofRelated(path, type)).map((path) => path.replace(/^\S+: /, ''));
      return `related ${type}: ${paths.join(', ') || 'that it is there'}`;
    }),
    ...(needs.resourceGroup ? ['the resource group'] : []),
    ...(needs.subscription ? ['the subscription'] : []),
  ];
  const guide = catalogue.guide(name);
  const example = failing === undefined ? '' : [failing.name, failing.because].filter(Boolean).join('. ');
  return `${paint('bold', wrap(title))}
${name} ${version}, severity ${paintSeverity(severity)}, effect ${effect}, mode ${mode}, remediation ${remediation}

${sections([
  ['Why', wrap(why)],
  ['Fix', wrap(fix)],
  ['In the portal', wrap(guide?.portal ?? '')],
  ['In Bicep', guide?.bicep ?? ''],
  ['Side effects of the remediation', wrap(caution)],
  ['No remediation where', list(requirements.map(({ otherwise }) => otherwise))],
  ['Counts for', list(controls.map((id) => `${id} ${catalogue.control(id)?.title ?? ''}`))],
  ['Related to', list((policy.related ?? []).map((id) => `${id} ${catalogue.control(id)?.title ?? ''}`))],
  ['Elsewhere', list(elsewhere(guide))],
  ['What is read', list(reads)],
  ['A failing case', failing === undefined ? '' : `${wrap(example)}\n${list(failing.fields.map(fieldLine))}`],
])}`;
}

function elsewhere(guide: Guide | undefined): readonly string[] {
  if (!guide) return [];
  const cis = guide.cis.map((id) => `CIS Microsoft Azure Foundations Benchmark v3.0.0: ${id}`);
  return [...cis, `NIST SP 800-53: ${guide.nist80053.join(', ')}`];
}

/** The safeguards under a citation, to choose one of. */
export function listControls(citation: string, controls: readonly Control[]): string {
  const lines = controls.map(({ id, title, policies }) => {
    const by = policies.length > 0 ? ` (${counted(policies.length, 'policy', 'policies')})` : '';
    return `${id} ${title}${by}`;
  });
  return `${paint('bold', `${counted(controls.length, 'safeguard')} under ${citation}`)}\n${list(lines)}\n`;
}

/** Explains a safeguard: the proofs that it needs. */
export function explainControl(control: Control, catalogue: Catalogue): string {
  const { id, title, family, designation, proofs, policies, evidence, nist80053 } = control;
  return `${paint('bold', wrap(`45 CFR ${id}: ${title}`))}
${family} safeguard, ${DESIGNATIONS[designation]}

${sections([
  ['Proofs needed, every one of them', list(proofs.map((proof) => PROOFS[proof]))],
  ['Policies', list(policies.map((name) => `${name}: ${catalogue.policy(name)?.title ?? ''}`))],
  ['What an auditor is shown', list(evidence)],
  ['NIST SP 800-53', wrap(nist80053.join(', '))],
])}${policies.length === 0 ? `\n${wrap('No policy counts for it: no setting of a resource can show it.')}\n` : ''}`;
}
