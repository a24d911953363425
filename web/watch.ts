import type { Caller } from './caller.ts';

/** Whether each look is in the audit, as all that an Auditor reads is: who only keeps a page open must not fill it. */
export function isAudited(caller: Caller | undefined): boolean {
  return caller?.roles.includes('Auditor') ?? false;
}

/**
 * Looks again and again while somebody can see the page, and at once when they come back to it.
 * @param look gives the milliseconds until the next look; undefined: there is nothing to wait for
 * @returns what ends it
 */
export function watch(look: () => Promise<number | undefined>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  let isOver = false;
  const again = async () => {
    clearTimeout(timer);
    if (isLooking || isOver || document.hidden) return;
    isLooking = true;
    const pause = await look();
    isLooking = false;
    if (pause === undefined) end();
    else if (!isOver) timer = setTimeout(() => void again(), pause);
  };
  const onChange = () => void again();
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onChange);
  };
  document.addEventListener('visibilitychange', onChange);
  void again();
  return end;
}
