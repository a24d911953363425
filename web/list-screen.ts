import { byId, inside, refreshTimes } from './dom.ts';
import { keepTyped } from './keep-typed.ts';
import { listViewOf, showSafeguards } from './list-view.ts';
import { announce, fail, refuse } from './messages.ts';
import type { Session } from './session.ts';
import { isAudited, watch } from './watch.ts';

const pauseMs = 15_000;

/** Shows everything that is open, and keeps it up to date. @param onArrival once it is shown */
export function openList({ api, caller, signInAgain }: Session, onArrival: () => void): () => void {
  let shown: string | undefined;
  let isOver = false;
  const stop = watch(async () => {
    const found = await api.open();
    if (isOver) return undefined;
    if (found.kind === 'problem') {
      refuse(found, undefined, signInAgain);
      return found.status === 0 || found.status >= 500 ? pauseMs : undefined;
    }
    fail();
    const { responses } = found.value;
    const text = JSON.stringify(responses);
    if (text === shown) {
      refreshTimes();
      return pauseMs;
    }
    keepTyped(byId('content'), () => byId('content').replaceChildren(listViewOf(responses)));
    if (shown === undefined) {
      document.title = 'Open drifts - phiwatch';
      onArrival();
    } else announce('The list has been updated.');
    shown = text;
    // To count them takes the app long: the list does not wait for it.
    const controls = await api.controls();
    if (controls.kind === 'ok') showSafeguards(controls.value.controls);
    return isAudited(caller) ? undefined : pauseMs;
  });
  return () => {
    isOver = true;
    stop();
  };
}

/** Leads on from an address that has no response. */
export function linkToList(): HTMLElement {
  return inside('page', 'All open drifts');
}
