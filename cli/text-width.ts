/** The characters that a terminal shows in two columns: East Asian scripts, full-width forms, emoji. https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

/** The characters without a column of their own: marks on letters, and joiners. */
const none = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Counts the columns of a terminal that a text without escapes takes. */
export function widthOf(text: string): number {
  // Nearly every text is plain.
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += none.test(letter) ? 0 : wide.test(letter) ? 2 : 1;
  return width;
}
