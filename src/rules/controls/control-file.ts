import * as z from 'zod';
import type { DataFolder } from './data-folder.ts';
import type { Control } from './types.ts';

const file = 'hipaa-security-rule.json';

const families: Readonly<Record<string, Control['family']>> = {
  '308': 'administrative',
  '310': 'physical',
  '312': 'technical',
  '314': 'organizational',
  '316': 'documentation',
};

const control = z
  .strictObject({
    id: z
      .string()
      .regex(/^164\.3(?:08|10|12|14|16)(?:\([A-Za-z0-9]+\))+$/, 'must be a citation like 164.312(e)(1)'),
    title: z.string().min(1),
    family: z.enum(Object.values(families)),
    designation: z.enum(['standard', 'required', 'addressable']),
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
    if (families[id.slice(4, 7)] !== family) {
      context.addIssue({ code: 'custom', path: ['family'], message: `is not the family of ${id}` });
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
 * Reads the safeguards, in the rule's order, as yet without their policies.
 *
 * Citations and designations: 45 CFR 164.308-316 and appendix A to subpart C
 * (https://www.ecfr.gov/current/title-45/part-164/subpart-C). `nist80053`: the crosswalk of SP 800-66 revision 2 to
 * SP 800-53 revision 5.1.1 in NIST's Cybersecurity and Privacy Reference Tool, enhancements counted as their base
 * control. That crosswalk has no line for 308(b)(2) and treats each of 314(a)(2)(i) and 308(b)(1) as one item: their
 * parts share its controls out among them.
 */
export function readControls(folder: DataFolder): readonly Omit<Control, 'policies'>[] {
  return folder.read(file, controls);
}

function unique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
