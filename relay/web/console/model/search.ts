import type { Home } from '../api/types';
import { telephone } from '../../shared/words';
import { folded } from './text';

const order = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

/** Every word of the search is in the home's name, postcode, number, provider or code; by name. */
export function found(homes: readonly Home[], search: string, area: string): Home[] {
  const words = search.split(/\s+/).map(folded).filter(Boolean);
  const whole = folded(search);
  return homes
    .filter((home) => {
      if (area && home.area !== area) return false;
      if (words.length === 0) return true;
      const text = [home.name, home.postcode, home.provider, home.id, home.ods_code, home.telephone && telephone(home.telephone)]
        .map((part) => folded(part ?? ''))
        .join(' ');
      return text.includes(whole) || words.every((word) => text.includes(word));
    })
    .sort((a, b) => order.compare(a.name, b.name));
}
