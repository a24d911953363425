type Typed = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const fields = 'input[id], textarea[id], select[id]';

/** Shows something again and leaves what somebody has typed, unfolded and focused as it was, where it is still there. */
export function keepTyped(container: HTMLElement, show: () => void): void {
  const typed = [...container.querySelectorAll<Typed>(fields)].map(({ id, value }) => ({ id, value }));
  const open = [...container.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const focused = document.activeElement?.id ?? '';
  const hadFocus = container.contains(document.activeElement);
  show();
  const found = (id: string) => container.querySelector(`#${CSS.escape(id)}`);
  for (const id of open) found(id)?.setAttribute('open', '');
  for (const { id, value } of typed) {
    const field = found(id) as Typed | null;
    if (field && value !== '') field.value = value;
    field?.dispatchEvent(new Event('input'));
  }
  if (hadFocus && focused !== '') (found(focused) as HTMLElement | null)?.focus({ preventScroll: true });
}
