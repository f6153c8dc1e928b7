import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '..', '..');

/** A block of code in a document. */
export interface CodeBlock {
  /** How the block is marked: `ts`, `python`, `sh`. */
  readonly language: string;
  /** Whether the block is a whole file, instead of the body of a stack's constructor. */
  readonly isWhole: boolean;
  /** The file that the block is, where the line above it begins with the file's name: `` `app.ts`: ``. */
  readonly file?: string;
  readonly code: string;
}

export interface Document {
  /** The document's path in the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
}

const BLOCK = /(?:^`([^`\n]+\.\w+)`:[^\n]*\n\n)?^```(\w+)( nofixture)?\n(.*?)\n```$/gms;

/** A document of the repository. */
export function readDocument(path: string): Document {
  const text = readFileSync(join(REPOSITORY, path), 'utf8');
  const blocks = [...text.matchAll(BLOCK)].map(([, file, language, whole, code]) => ({ language, isWhole: whole !== undefined, file, code }));
  return { path, text, blocks };
}

/** The documents in a folder and in those below it. */
export function documentsIn(folder: string): Document[] {
  const files = readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  return files.sort().map((file) => readDocument(`${folder}/${file.replaceAll('\\', '/')}`));
}

export const README = readDocument('README.md');
export const PYTHON_README = readDocument('sdk/python/README.md');
export const GUIDES = documentsIn('docs/guides');
