import type { Fault } from './form';
import { Problem } from '../../shared/api';

/** The people of a home who are told by other ways than its devices, in the order they are tried. */

export interface Contact {
  number?: number;
  role: string;
  label?: string;
  email?: string;
  telephone?: string;
  /** Ways this one does not want. */
  opted_out?: string[];
  confirmed_at?: string;
}

export const contactRoles: Record<string, string> = {
  manager: 'Manager',
  deputy: 'Deputy manager',
  nurse: 'Nurse in charge',
  office: 'Office',
  on_call: 'On call',
  other: 'Other',
};

export const contactRole = (role: string): string => contactRoles[role] ?? role.replaceAll('_', ' ');

export const newContact: Contact = { role: 'manager', label: '', email: '', telephone: '' };

/** The list as it is sent: all of it, in its order; who is left out of it is removed. */
export const sentOf = (list: readonly Contact[]) =>
  list.map((one) => ({
    ...(one.number !== undefined && { number: one.number }),
    role: one.role,
    ...(one.label?.trim() && { label: one.label.trim() }),
    ...(one.email?.trim() && { email: one.email.trim() }),
    ...(one.telephone?.trim() && { telephone: one.telephone.trim() }),
    ...(one.opted_out?.length && { opted_out: one.opted_out }),
  }));

export function faultsOfContacts(list: readonly Contact[]): Fault[] {
  return list.flatMap((one, at) => (one.email?.trim() || one.telephone?.trim() ? [] : [{ field: `contact-${at}-email`, text: `Enter an email address or a telephone number of contact ${at + 1}` }]));
}

/** What the relay found wrong, at the field it names; undefined for any other trouble. */
export function faultsFrom(why: unknown): Fault[] | undefined {
  if (!(why instanceof Problem) || why.status !== 422 || why.errors.length === 0) return undefined;
  return why.errors.map((one) => {
    const [, list, at = '0', field = 'email'] = one.pointer.split('/');
    return { field: list === 'contacts' ? `contact-${at}-${field}` : 'contact-0-email', text: `Contact ${Number(at) + 1}: ${one.words}` };
  });
}

export const moved = <T>(list: readonly T[], at: number, by: -1 | 1): T[] => {
  const out = [...list];
  const other = at + by;
  if (other < 0 || other >= out.length) return out;
  [out[at], out[other]] = [out[other]!, out[at]!];
  return out;
};
