import type { components } from '@/api/schema';
import type { Role } from '@/session/me';

type Action = components['schemas']['StaffAction'];

/** Who proposes an action, and who else approves it; the server goes by the same. */
const DUTIES: Record<Action['kind'], readonly Role[]> = {
  grant_cash: ['treasurer'],
  issue_units: ['treasurer'],
  pay_distribution: ['treasurer'],
  release_proceeds: ['treasurer'],
  set_policy: ['market_operator'],
  halt_instrument: ['market_operator'],
  resume_instrument: ['market_operator'],
  delist_instrument: ['market_operator'],
  schedule_offering: ['market_operator'],
  cancel_offering: ['market_operator'],
  list_instrument: ['reviewer', 'market_operator'],
  register_asset: ['reviewer'],
};

export function mayDo(role: Role, kind: Action['kind']): boolean {
  return DUTIES[kind].includes(role);
}

/** Reviewers decide on people and listings; auditors look on. */
export function seesReviews(role: Role): boolean {
  return role === 'reviewer' || role === 'auditor';
}
