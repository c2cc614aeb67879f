import { whenInSentence } from '../../shared/when';

const instant = /(?:[A-Z][a-z]+day )?\b(\d{1,2} [A-Z][a-z]+ \d{4}), (\d{2}:\d{2}) (GMT|BST)/g;

/** The relay's words with the times in them as they stand elsewhere on the page: "today 8:10pm". */
export const inOurTime = (words: string, now: Date): string =>
  words.replace(instant, (_, day: string, time: string, zone: string) => whenInSentence(new Date(`${day} ${time} ${zone === 'BST' ? '+0100' : '+0000'}`), now));
