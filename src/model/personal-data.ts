/** Characters that a mail address in running text does not have. */
const words = /[^\s"'<>,;:/]+/g;

/** Replaces mail addresses and user principal names. Each word is looked at once, so that the time grows with the length alone. */
export function withoutMail(text: string): string {
  return text.replace(words, (word) => (isMailAddress(word) ? '(removed)' : word));
}

/** Something, an @, and a name with a dot in it that neither begins nor ends with the dot. */
function isMailAddress(word: string): boolean {
  const at = word.indexOf('@', 1);
  return at > 0 && word.lastIndexOf('.', word.length - 2) > at + 1;
}

/** Years in which people were born: days of this decade are times of work. */
const birthYear = String.raw`(?:19\d{2}|20[01]\d)`;
const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';

/** Shapes that data of people have. Names and diagnoses have none: only whoever writes can leave them out. */
const shapes: readonly (readonly [name: string, shape: RegExp])[] = [
  ['a mail address', /[^\s@][@＠][^\s@]/],
  ['a Social Security number', /\b\d{3}[- ]\d{2}[- ]\d{4}\b|\b\d{9}\b/],
  ['a telephone number', /\b\d{3}\)? ?[ .-]?\d{3}[ .-]\d{4}\b|\b\d{10}\b/],
  [
    'a date of birth',
    new RegExp(
      String.raw`\b${birthYear}-\d{2}-\d{2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]${birthYear}\b|\b\d{1,2}(?:st|nd|rd|th)? ${month}\.?,? ${birthYear}\b|\b${month}\.? \d{1,2}(?:st|nd|rd|th)?,? ${birthYear}\b|\bborn\b[^.]{0,20}\d`,
      'i',
    ),
  ],
  [
    'the number of a record',
    /\b(?:mrn|ssn|dob)\b|\b(?:medical record|record|chart|patient|member|case)(?: (?:number|no\.?|id))?[ :#]{1,3}\d{4}/i,
  ],
];

/** Returns what a text seems to hold of a person (`a telephone number`); undefined: nothing that has a shape. */
export function personalDataIn(text: string): string | undefined {
  return shapes.find(([, shape]) => shape.test(text))?.[0];
}

/** Shapes that no id and no address has by chance, as they have numbers of nine digits, and resources are named after what they hold. */
const shapesInIds: typeof shapes = [
  ['a mail address', /[^\s@][@＠][^\s@]/],
  ['a Social Security number', /\b\d{3}[- ]\d{2}[- ]\d{4}\b/],
  ['a telephone number', /\b\d{3}(?:\) ?|[ .-])\d{3}[ .-]\d{4}\b/],
  ['the number of a record', /\b(?:mrn|ssn|dob|medical record|chart|patient)[ :#]{1,3}\d{4}/i],
];

/** As `personalDataIn`, for ids, names and addresses of resources and documents. */
export function personalDataInId(id: string): string | undefined {
  return shapesInIds.find(([, shape]) => shape.test(id))?.[0];
}
