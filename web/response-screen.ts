import type { ResponseAnswer } from '../src/response/responses/index.ts';
import type { Action } from './actions.ts';
import type { Answered } from './api.ts';
import { byId, el, refreshTimes } from './dom.ts';
import { keepTyped } from './keep-typed.ts';
import { linkToList } from './list-screen.ts';
import { announce, fail, refuse } from './messages.ts';
import type { Trouble } from './messages.ts';
import { responseViewOf } from './response-view.ts';
import type { Session } from './session.ts';
import { showCaller } from './session.ts';
import { alreadyWords, newsSince, stepWords } from './steps.ts';
import { momentOf } from './times.ts';
import { isAudited, watch } from './watch.ts';
import { textOf } from './words.ts';
import type { People, Words } from './words.ts';

/** Pauses between two looks: the short one while something is under way. */
const [shortPauseMs, pauseMs] = [2_000, 10_000];
const passing = new Set(['decided', 'written', 'waiting']);

/** Shows a response, keeps it up to date, and posts what is decided of it. @param onArrival once it is shown */
export function openResponse(id: string, session: Session, onArrival: () => void): () => void {
  const { api, signing, signInAgain } = session;
  let shown: ResponseAnswer | undefined;
  let isOver = false;
  let isSending = false;
  let isLost = false;

  const show = (answer: ResponseAnswer, said?: string) => {
    const before = shown;
    const { people, response } = answer;
    if (before && before.response.step > response.step) return;
    shown = answer;
    const caller = answer.caller ? { ...session.caller, ...answer.caller } : session.caller;
    showCaller(caller, people);
    if (before?.response.step === response.step && said === undefined) return refreshTimes();
    document.title = `${answer.headline} - phiwatch`;
    const acting = { caller, people, send: (action: Action, body: object) => void send(action, body) };
    keepTyped(byId('content'), () =>
      byId('content').replaceChildren(responseViewOf(answer, acting, signing.authority)),
    );
    if (said !== undefined) announce(said);
    else if (before) announce(newsOf(before, answer));
    else onArrival();
  };

  const missing = () => {
    fail();
    document.title = 'No such response - phiwatch';
    byId('content').replaceChildren(
      el('h1', { tabindex: '-1' }, 'There is no response with this id'),
      el('p', {}, 'It may have been removed, or the link is not whole.'),
      el('p', {}, linkToList()),
    );
    onArrival();
  };

  const send = async (action: Action, body: object) => {
    isSending = true;
    const buttons = document.querySelectorAll<HTMLButtonElement>('main button');
    for (const button of buttons) button.disabled = true;
    fail();
    announce('Sending …');
    const answered = await api.decide(id, action.path, body);
    const found = answered.kind === 'ok' || answered.status === 409 ? await api.response(id) : undefined;
    for (const button of buttons) button.disabled = false;
    isSending = false;
    if (isOver) return;
    if (answered.kind === 'problem') {
      const since = shown;
      if (found?.kind === 'ok') show(found.value);
      const earlier = earlierOf(answered, since, found);
      if (earlier === undefined) refuse(answered, action.title, signInAgain);
      else fail(earlier);
      return byId('trouble').focus();
    }
    clearTyped(action);
    if (found?.kind === 'ok') show(found.value, `Done: ${action.title}.`);
    else announce(`Done: ${action.title}.`);
    byId('status').focus();
    restart();
  };

  const look = async () => {
    if (isSending) return shortPauseMs;
    const found = await api.response(id);
    if (isOver) return undefined;
    if (isSending) return shortPauseMs;
    if (found.kind === 'problem') {
      isLost = found.status === 0 || found.status >= 500;
      if (found.status === 404) missing();
      else refuse(found, undefined, signInAgain);
      return isLost ? pauseMs : undefined;
    }
    // What was refused before stays to be read.
    if (isLost) fail();
    isLost = false;
    show(found.value);
    if (isAudited(session.caller)) return undefined;
    return passing.has(found.value.response.remediation?.status ?? '') ? shortPauseMs : pauseMs;
  };

  let stop = watch(look);
  const restart = () => {
    stop();
    stop = watch(look);
  };
  return () => {
    isOver = true;
    stop();
  };
}

/** Empties the form that has been sent. */
function clearTyped({ name }: Action): void {
  const form = document.querySelector<HTMLFormElement>(`form#${name}`);
  form?.reset();
  form?.closest('details')?.removeAttribute('open');
}

function newsOf(before: ResponseAnswer, { steps, people }: ResponseAnswer): string {
  const step = newsSince(before.response.step, steps);
  return step ? `Updated. ${plain(stepWords(step), people)}.` : 'Updated.';
}

/** Says who was first where there is a conflict; undefined: nobody was. */
function earlierOf(
  { status }: Trouble,
  since: ResponseAnswer | undefined,
  found: Answered<ResponseAnswer> | undefined,
): string | undefined {
  if (status !== 409 || !since || found?.kind !== 'ok') return undefined;
  const { steps, people } = found.value;
  const step = newsSince(since.response.step, steps);
  return step && `${plain(alreadyWords(step), people)}.`;
}

function plain(words: Words, people: People): string {
  return textOf(words, people, (at) => momentOf(at));
}
