import type { Response } from './response.ts';

/** The id of the decision that is to be carried out or read back; undefined: there is none. */
export function decisionOf(response: Response | undefined): string | undefined {
  return response && isUnderWay(response) ? response.decision?.id : undefined;
}

/** What has been verified is at its end once the response is closed. */
export function isUnderWay({ status, remediation }: Response): boolean {
  const at = remediation?.status;
  return at === 'decided' || at === 'written' || (at === 'verified' && status !== 'closed');
}
