import { isBlank } from './blank';
import type { Form } from './written';

/** Bulletins that are being written, kept in this browser for the person who writes them until sent or deleted. */

const name = (member: string) => `carerelay.console.drafts.${member}`;

export interface Keep {
  all(): Form[];
  one(key: string): Form | undefined;
  put(form: Form): boolean;
  drop(key: string): void;
}

export function keepOf(member: string, storage: Storage = localStorage, now: () => Date = () => new Date()): Keep {
  const read = (): Form[] => {
    try {
      const found = JSON.parse(storage.getItem(name(member)) ?? '[]') as Form[];
      return Array.isArray(found) ? found.filter((one) => Array.isArray(one.blocks)) : [];
    } catch {
      return [];
    }
  };
  const write = (all: Form[]): boolean => {
    try {
      if (all.length === 0) storage.removeItem(name(member));
      else storage.setItem(name(member), JSON.stringify(all));
      return true;
    } catch {
      return false;
    }
  };
  return {
    all: () => read().sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1)),
    one: (key) => read().find((form) => form.key === key),
    /** False when the browser keeps nothing: say so beside the form. */
    put(form) {
      const others = read().filter((one) => one.key !== form.key);
      return write(isBlank(form) ? others : [{ ...form, savedAt: now().toISOString() }, ...others].slice(0, 20));
    },
    drop: (key) => void write(read().filter((one) => one.key !== key)),
  };
}
