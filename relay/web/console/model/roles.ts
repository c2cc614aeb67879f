import type { Kind, Role, Session, Urgency } from '../api/types';

/** What a person may do, from their roles and what is granted; the relay decides again. */

export const roleNames: Record<Role, string> = {
  drafter: 'Drafter',
  publisher: 'Publisher',
  approver: 'Approver',
  borough_viewer: 'Viewer',
  auditor: 'Auditor',
  administrator: 'Administrator',
  result_sender: 'Result sender',
};

const has = (who: Session, ...wanted: Role[]): boolean => wanted.some((role) => who.roles.includes(role));

const granted = (who: Session, kind: Kind): boolean => !who.grant?.kinds || who.grant.kinds.includes(kind);

export const may = {
  administer: (who: Session) => has(who, 'administrator'),
  approve: (who: Session) => has(who, 'approver'),
  audit: (who: Session) => has(who, 'auditor', 'administrator'),
  seeDrafts: (who: Session) => has(who, 'drafter', 'publisher', 'approver', 'administrator'),
  publish: (who: Session) => has(who, 'publisher'),
  write: (who: Session, kind: Kind = 'guidance_bulletin') => has(who, 'publisher', 'drafter') && granted(who, kind),
  sendResults: (who: Session) => has(who, 'result_sender') && granted(who, 'test_result'),
};

const order: Urgency[] = ['immediate', 'expected', 'future'];

/** Whether the grant goes up to that urgency; true while the grant is not known. */
export const mayBe = (who: Session, urgency: Urgency): boolean =>
  !who.grant?.urgency || order.indexOf(urgency) >= order.indexOf(who.grant.urgency);

export interface MenuItem {
  href: string;
  text: string;
}

export function menuOf(who: Session): MenuItem[] {
  const out: MenuItem[] = [{ href: '/console', text: 'Bulletins' }];
  if (may.write(who)) out.push({ href: '/console/write', text: 'Write' });
  else if (may.write(who, 'helpline_notice')) out.push({ href: '/console/helpline', text: 'Write' });
  else if (may.sendResults(who)) out.push({ href: '/console/result', text: 'Send a result' });
  out.push({ href: '/console/calls', text: 'Call list' });
  if (may.seeDrafts(who)) out.push({ href: '/console/check-ins', text: 'Check-ins' });
  out.push({ href: '/console/homes', text: 'Homes' });
  out.push({ href: '/console/team', text: 'Team' });
  if (may.administer(who)) out.push({ href: '/console/channels', text: 'Channels' });
  if (may.audit(who)) out.push({ href: '/console/audit', text: 'Audit' });
  return out;
}

/** "publisher and approver" */
export function rolesInWords(roles: readonly Role[]): string {
  const words = roles.map((role) => roleNames[role]?.toLowerCase() ?? role);
  if (words.length < 2) return words[0] ?? 'no role';
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
