/**
 * Characters that are not seen, or that change how others are seen: controls of a terminal, marks of the direction of writing, characters
 * without width. Tab and line feed stay. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const unseen =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/g;

/** Shows characters that would not be seen as U+FFFD: text from outside neither moves the cursor nor turns other text around. */
export function visibleText(text: string): string {
  return text.replace(unseen, '\uFFFD');
}
