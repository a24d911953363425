import * as z from 'zod';
import { entityKinds } from '../../model/index.ts';
import type { DataFolder } from './data-folder.ts';
import type { Control } from './types.ts';

/** The files of the catalogue, in the order in which their items are shown. */
const files = [
  'hipaa-general-rules.json',
  'hipaa-security-rule.json',
  'hipaa-breach-notification.json',
  'hipaa-privacy-rule.json',
  'own-rules.json',
] as const;

const families: Readonly<Record<string, Control['family']>> = {
  '164.306': 'general',
  '164.308': 'administrative',
  '164.310': 'physical',
  '164.312': 'technical',
  '164.314': 'organizational',
  '164.316': 'documentation',
  '164.404': 'breach-notification',
  '164.406': 'breach-notification',
  '164.408': 'breach-notification',
  '164.410': 'breach-notification',
  '164.412': 'breach-notification',
  '164.414': 'breach-notification',
  '164.502': 'privacy',
  '164.514': 'privacy',
  '164.524': 'privacy',
  '164.526': 'privacy',
  '164.528': 'privacy',
  '164.530': 'privacy',
  own: 'own-rules',
};

/** Designations that are a family's own; those of the Security Rule are in the rule. */
const designations: Readonly<Partial<Record<Control['family'], Control['designation']>>> = {
  general: 'general-rule',
  'breach-notification': 'breach-notification',
  privacy: 'privacy',
  'own-rules': 'own-rule',
};

const control = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^(?:164\.\d{3}(?:\([A-Za-z0-9]+\))*|own\/[a-z-]+)$/,
        'must be a citation like 164.312(e)(1), or a rule of its own like own/regions',
      ),
    title: z.string().min(1),
    family: z.enum(Object.values(families)),
    designation: z.enum(['standard', 'required', 'addressable', ...Object.values(designations)]),
    appliesTo: z.array(z.enum(entityKinds)).min(1).refine(unique, 'must not repeat a kind').exactOptional(),
    proofs: z
      .array(z.enum(['policies', 'attestation', 'review', 'drill', 'inherited', 'decision']))
      .min(1)
      .refine(unique, 'must not repeat a proof'),
    evidence: z.array(z.string().min(1)).min(1),
    nist80053: z
      .array(z.string().regex(/^[A-Z]{2}-[1-9]\d?$/, 'must be a control id like AC-2'))
      .min(1)
      .refine(unique, 'must not repeat a control'),
    reviewDays: z.number().int().min(1).exactOptional(),
  })
  .superRefine(({ id, family, designation, proofs }, context) => {
    if (families[sectionOf(id)] !== family) {
      context.addIssue({ code: 'custom', path: ['family'], message: `is not the family of ${id}` });
    }
    const own = designations[family];
    if (own === undefined ? Object.values(designations).includes(designation) : designation !== own) {
      context.addIssue({
        code: 'custom',
        path: ['designation'],
        message: `is not one of the family ${family}`,
      });
    }
    // 164.306(d)(3): an addressable specification is implemented, replaced or left out by a documented decision.
    if ((designation === 'addressable') !== proofs.includes('decision')) {
      context.addIssue({
        code: 'custom',
        path: ['proofs'],
        message: 'must name a decision if the specification is addressable, and only then',
      });
    }
  });

const controls = z.array(control).superRefine((list, context) => {
  const seen = new Set<string>();
  for (const [index, { id }] of list.entries()) {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is there twice` });
    seen.add(id);
  }
});

/**
 * Reads the safeguards of the Security Rule, and beside them its general rules, the items of the Breach Notification Rule and of the Privacy Rule that are
 * tracked, and the organization's own rules; as yet without their policies.
 *
 * Citations and designations: 45 CFR 164.306-316 and appendix A to subpart C, 164.404-414 and subpart E; `law.json` has the source of each section.
 * `nist80053`: for the Security Rule the crosswalk of SP 800-66 revision 2 to
 * SP 800-53 revision 5.1.1 in NIST's Cybersecurity and Privacy Reference Tool, enhancements counted as their base
 * control. That crosswalk has no line for 308(b)(2) and treats each of 314(a)(2)(i) and 308(b)(1) as one item: their
 * parts share its controls out among them. Of the other items the controls are our own choice.
 */
export function readControls(folder: DataFolder): readonly Omit<Control, 'policies'>[] {
  return files.flatMap((file) => folder.read(file, controls));
}

/** `164.312` of `164.312(e)(1)`, `own` of `own/regions`. */
export function sectionOf(id: string): string {
  return id.split(/[(/]/, 1)[0] ?? id;
}

function unique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
