import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docsHandler } from './docs';
import { DOCS_FILE } from '../../src/contract';

/** Answers `GET /docs`. */
export const handler = docsHandler(readFileSync(join(__dirname, DOCS_FILE), 'utf8'));
