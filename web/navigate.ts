import { byId } from './dom.ts';
import { openList } from './list-screen.ts';
import { announce, fail } from './messages.ts';
import { openResponse } from './response-screen.ts';
import type { Session } from './session.ts';

/**
 * Shows what the address asks for, and follows links within the page: they only change the address, as the token is in the memory of this
 * document alone. Whoever opens an address decides nothing by it.
 * @returns what ends it
 */
export function navigate(session: Session): () => void {
  let close = show(session, () => undefined);
  const showNext = () => {
    close();
    byId('content').replaceChildren();
    close = show(session, () => byId('content').querySelector<HTMLElement>('h1')?.focus());
  };
  const onClick = (event: MouseEvent) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-inside]') : null;
    // With such a key the browser opens another tab, which signs in by itself.
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    if (link.href !== location.href) history.pushState(null, '', link.href);
    showNext();
    scrollTo(0, 0);
  };
  document.addEventListener('click', onClick);
  addEventListener('popstate', showNext);
  return () => {
    document.removeEventListener('click', onClick);
    removeEventListener('popstate', showNext);
    close();
  };
}

/** An address without an id asks for the list. */
function show(session: Session, onArrival: () => void): () => void {
  const id = new URLSearchParams(location.search).get('response');
  fail();
  announce('Loading …');
  const arrived = () => {
    announce('');
    onArrival();
  };
  return id ? openResponse(id, session, arrived) : openList(session, arrived);
}
