import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LINE = '='.repeat(80);

/**
 * The licences of the packages that the bundles contain: minified files have no room for their texts.
 *
 * @param root   the repository
 * @param inputs the files that went into the bundles, relative to it
 */
export function thirdPartyNotices(root: string, inputs: string[]): string {
  const folders = new Set(inputs.filter((path) => path.includes('node_modules/')).map((path) => packageFolder(root, path)));
  const packagesByTexts = new Map<string, string[]>();
  for (const folder of [...folders].map((path) => join(root, path)).sort()) {
    const texts = licenceTexts(folder);
    packagesByTexts.set(texts, [...packagesByTexts.get(texts) ?? [], packageTitle(folder)]);
  }
  const notices = [...packagesByTexts].map(([texts, titles]) => [LINE, ...new Set(titles), '', texts, ''].join('\n'));
  return `The Lambda functions in this folder, and the client in the folder beside it, contain the following packages.\n\n${notices.join('\n')}`;
}

/** The folder of the package that a file belongs to; a package may hold further `package.json` files without a version. */
function packageFolder(root: string, path: string): string {
  let folder = dirname(path);
  while (!isPackage(join(root, folder))) folder = dirname(folder);
  return folder;
}

function isPackage(folder: string): boolean {
  const file = join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version !== undefined;
}

function packageTitle(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version} (${license})`;
}

function licenceTexts(folder: string): string {
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n');
}
