import { Undecidable } from './policy-error.ts';

/**
 * Limits of Azure for a policy rule. A definition beyond the first group is refused, as Azure refuses it; a value beyond the second fails
 * the evaluation. https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-rule-limits
 */
export const limits = {
  conditions: { if: 4096, existence: 128 },
  functions: 2048,
  functionArguments: 128,
  functionDepth: 64,
  expressionLength: 81_920,
  fieldCountsOfArray: 5,
  valueCounts: 10,
  valueCountMembers: 100,
  /** https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-policy-limits */
  conditionDepth: 512,

  textLength: 131_072,
  objectDepth: 128,
  objectNodes: 32_768,
} as const;

/** Refuses a text before it is made. @throws Undecidable */
export function checkLength(length: number, name: string): void {
  if (length > limits.textLength)
    throw new Undecidable(`${name}: a text of more than ${limits.textLength} characters`);
}

/** Checks what a function is given or returns. @throws Undecidable */
export function checkSize(value: unknown, name: string): void {
  if (typeof value === 'string') return checkLength(value.length, name);
  if (typeof value !== 'object' || value === null) return;
  let nodes = 0;
  const open: (readonly [value: object, depth: number])[] = [[value, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [of, depth] = next;
    if (depth > limits.objectDepth)
      throw new Undecidable(`${name}: a value of more than ${limits.objectDepth} levels`);
    const members: readonly unknown[] = Array.isArray(of) ? of : Object.values(of);
    nodes += 1 + members.length;
    if (nodes > limits.objectNodes)
      throw new Undecidable(`${name}: a value of more than ${limits.objectNodes} parts`);
    for (const member of members)
      if (typeof member === 'object' && member !== null) open.push([member, depth + 1]);
  }
}
