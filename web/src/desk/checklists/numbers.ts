// Numbers as people type them.

/** Full-width digits and signs of a Chinese keyboard become plain ones; blanks go. */
export function plainNumber(text: string): string {
  return text.normalize('NFKC').replaceAll('。', '.').replace(/\s/g, '');
}

/** A decimal for the document: the text as typed, or nothing where nothing was. */
export function decimalOrNothing(text: string): string | undefined {
  const plain = plainNumber(text);
  return plain === '' ? undefined : plain;
}
