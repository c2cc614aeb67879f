import type { Role } from '../api/types';
import { roleNames } from './roles';

/** What each role is for, for the pages about people. */

const may: Record<Role, string> = {
  drafter: 'writes what an approver must approve',
  publisher: 'sends bulletins and helpline notices',
  approver: 'approves what somebody else wrote',
  borough_viewer: 'sees messages of any team in the boroughs granted',
  auditor: 'sees every message and the audit log',
  administrator: 'looks after homes, devices, teams and members',
  result_sender: 'sends test results, sealed for one home',
};

export const roleWords = (role: Role): { name: string; may: string } => ({ name: roleNames[role], may: may[role] });
