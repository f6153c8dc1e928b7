import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { ExpectedError } from '../../scripts/support/expected-error';

/** A place in a source file, and what stands there instead. */
export interface Patch {
  /** From the repository's folder. */
  readonly file: string;
  /** A text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A source file's text with the patches that are for it. */
export function applyPatches(rule: string, file: string, text: string, patches: readonly Patch[]): string {
  return patches.filter((patch) => patch.file === file).reduce((patched, { find, replace }) => {
    const [before, after, ...more] = patched.split(find);
    if (after === undefined || more.length > 0) {
      const found = after === undefined ? 'is not there' : `is there ${more.length + 1} times`;
      throw new ExpectedError(`The rule ${rule} can no longer be taken out of ${file}: \`${find}\` ${found}, and has to be there once.`);
    }
    return before + replace + after;
  }, text);
}

/** The patched files by their paths from `folder`. */
export function patchedFiles(rule: string, patches: readonly Patch[], folder: string): Map<string, string> {
  const files = [...new Set(patches.map(({ file }) => file))];
  return new Map(files.map((file) => [file, applyPatches(rule, file, read(rule, file, folder), patches)]));
}

/** Lets esbuild read patched files; a file that it does not read is an error, since then nothing is taken out. */
export function patchPlugin(rule: string, patches: readonly Patch[], folder: string): Plugin {
  const patched = patchedFiles(rule, patches, folder);
  return {
    name: `without-${rule}`,
    setup({ onLoad, onEnd }) {
      const unread = new Set(patched.keys());
      for (const [file, contents] of patched) {
        const path = join(folder, file);
        onLoad({ filter: /\.ts$/ }, (source) => {
          if (resolve(source.path) !== resolve(path)) return undefined;
          unread.delete(file);
          return { contents, loader: 'ts', resolveDir: dirname(path) };
        });
      }
      onEnd(({ errors }) => {
        if (errors.length > 0 || unread.size === 0) return undefined;
        return { errors: [{ text: `The rule ${rule} cannot be taken out of ${[...unread].join(', ')}: the simulator does not run it.` }] };
      });
    },
  };
}

function read(rule: string, file: string, folder: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    throw new ExpectedError(`The rule ${rule} can no longer be taken out of ${file}: there is no such file.`);
  }
}
