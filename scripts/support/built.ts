/**
 * Whether the steps of `projen build` have just run on this tree, as `BUILT=true` says: then its types need not be checked,
 * its functions bundled nor its package compiled once more.
 */
export const BUILT = process.env.BUILT === 'true';
