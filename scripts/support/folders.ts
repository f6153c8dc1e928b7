import { join, resolve } from 'node:path';

/** The folder of this repository. */
export const REPOSITORY = resolve(__dirname, '..', '..');

/** What the scripts make and keep between runs; Git ignores it. */
export const LOCAL_FOLDER = join(REPOSITORY, '.local');
