/** What the scanner found, as people say it: "nhs_number in description" is "an NHS number in the details". */

const finds: Record<string, string> = {
  nhs_number: 'an NHS number',
  birth_date: 'a date of birth',
  home_name: 'the name of a home',
  person_name: 'what looks like a person’s name',
  hidden_character: 'characters that cannot be seen',
  foreign_link: 'a link to a place that is not known here',
};

const places: Record<string, string> = {
  headline: 'the title',
  description: 'the details',
  must_do: 'what homes must do',
  must_not: 'what homes must not do',
  instruction: 'the instructions',
  change_note: 'what has changed',
};

/** Words that are for people already stay as they are. */
export function findingWords(found: string): string {
  const [, what = '', where = ''] = /^(\w+) in (\w+)$/.exec(found.trim()) ?? [];
  return Object.hasOwn(finds, what) ? `${finds[what]} in ${Object.hasOwn(places, where) ? places[where] : where.replaceAll('_', ' ')}` : found;
}
