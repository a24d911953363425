/** Returns a text without a character as often as it stands at the end, in one pass: `/x+$/` takes the square of the length. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
