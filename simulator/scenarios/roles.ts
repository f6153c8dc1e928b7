/** Whose the clients are. */
export const ROLES = ['alice', 'bob'] as const;

export type Role = typeof ROLES[number];

/** Whose tasks those of a role are. */
export function scopeOf(role: string): string {
  return `arn:aws:iam::111122223333:role/${role}`;
}
