/** Letters and digits only, so that "st marys" finds "St Mary's" and "02079460104" finds "020 7946 0104". */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** "A date of birth": what is a part of a sentence elsewhere, by itself. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
