import { Undecidable } from './policy-error.ts';

/** Steps that a policy may take on one resource, about a fifth of a second; a step is a member, a function, or some 10,000 characters compared. */
const mostSteps = 2_000_000;

/** Steps left of the work under way. Compiling and evaluating do not wait for anything, so that there is never more than one. */
let left = mostSteps;

/** Gives the compilation, the evaluation or the explanation that begins a budget of its own. */
export function renewBudget(): void {
  left = mostSteps;
}

/** Takes steps off the budget. Once it is used up, each further call fails too. @throws Undecidable */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new Undecidable(`the policy takes more than ${mostSteps} steps on this resource`);
}

/** Takes off what it costs at worst to look for a text in another. @throws Undecidable */
export function spendSearch(length: number, soughtLength: number): void {
  if (length * soughtLength > 10_000) spend((length * soughtLength) / 10_000);
}
