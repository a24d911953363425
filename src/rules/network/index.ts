/** Facts about networks that no rule can tell by looking at one element at a time; pure. */
export { withEffectiveRules } from './effective-rules.ts';
