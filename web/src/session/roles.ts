import type { Role } from './me';

/** Who may have accounts. */
export function mayTrade(role: Role): boolean {
  return role === 'investor' || role === 'agent';
}

export function isStaff(role: Role): boolean {
  return !mayTrade(role);
}
