/** Tells of patterns in orchestrators that go wrong in Azure, once for each orchestrator and pattern. */
import type { Action } from './actions.ts';
import type { Turn } from './episode.ts';
import { longestTimer } from './walk.ts';

/** @param actions of the last run of the orchestrator */
export function warningsFor(
  { instance, walked }: Turn,
  actions: readonly Action[],
  now: Date,
): readonly string[] {
  if (!walked) return [];
  const found: string[] = [];
  if (!walked.ended && walked.begun < actions.length)
    found.push(
      'it went on although something that it waits for has no answer (Task.all that failed while others ran on?): later answers will reach the wrong tasks',
    );
  if (instance.status === 'Running' && walked.ended && walked.open)
    found.push(
      'it has returned, but stays Running until all that it asked for has ended: cancel timers that lost',
    );
  for (const action of actions) {
    if (
      action.actionType === 11 &&
      action.compoundActions.some(isTimer) &&
      action.compoundActions.some(takesSeveral)
    )
      found.push(
        'it lets a timer race against work with retries, or several tasks: cancelling the timer shifts the numbers of later tasks; put that work into a sub-orchestration',
      );
    if (isTimer(action) && action.isCanceled && Date.parse(action.fireAt) - now.getTime() > longestTimer)
      found.push('it cancels a timer of more than six days: do that in a loop of timers of a day');
  }
  return found;
}

function isTimer(action: Action): action is Extract<Action, { actionType: 5 }> {
  return action.actionType === 5;
}

/** Whether it uses more than one number. */
function takesSeveral({ actionType }: Action): boolean {
  return actionType === 1 || actionType === 3 || actionType === 12;
}
