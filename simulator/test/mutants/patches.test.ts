import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, transformSync } from 'esbuild';
import { REPOSITORY } from '../../../scripts/support/folders';
import { MUTANTS, RULES } from '../../mutants/mutants';
import { applyPatches, patchedFiles, patchPlugin, type Patch } from '../../mutants/patches';

const PATCH: Patch = { file: 'core.ts', find: 'a < b', replace: 'true' };

describe('a patch', () => {
  test('changes what it finds, and nothing else', () => {
    expect(applyPatches('rule', 'core.ts', 'if (a < b) c();', [PATCH])).toBe('if (true) c();');
  });

  test('is for its own file only', () => {
    expect(applyPatches('rule', 'other.ts', 'if (a < b) c();', [PATCH])).toBe('if (a < b) c();');
  });

  test('comes after those before it', () => {
    const next: Patch = { file: 'core.ts', find: 'if (true) ', replace: '' };
    expect(applyPatches('rule', 'core.ts', 'if (a < b) c();', [PATCH, next])).toBe('c();');
  });

  test('is taken as it is, whatever it has of a pattern\'s signs', () => {
    const dollars: Patch = { file: 'core.ts', find: '${A} (b)*', replace: '$& $1' };
    expect(applyPatches('rule', 'core.ts', '`${A} (b)*`', [dollars])).toBe('`$& $1`');
  });

  test('that no longer applies is refused', () => {
    expect(() => applyPatches('claim-token', 'core.ts', 'if (a <= b) c();', [PATCH]))
      .toThrow('The rule claim-token can no longer be taken out of core.ts: `a < b` is not there, and has to be there once.');
  });

  test('that applies twice is refused', () => {
    expect(() => applyPatches('claim-token', 'core.ts', 'a < b && a < b', [PATCH])).toThrow('`a < b` is there 2 times, and has to be there once.');
  });

  test('whose file is gone is refused', () => {
    expect(() => patchedFiles('claim-token', [{ ...PATCH, file: 'gone.ts' }], REPOSITORY))
      .toThrow('The rule claim-token can no longer be taken out of gone.ts: there is no such file.');
  });
});

describe('a bundle', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'async-tasks-patches-'));
    writeFileSync(join(folder, 'core.ts'), 'export const isLess = (a: number, b: number): boolean => a < b;');
    writeFileSync(join(folder, 'unread.ts'), 'a < b');
    writeFileSync(join(folder, 'index.ts'), 'import { isLess } from \'./core\';\nprocess.stdout.write(String(isLess(2, 1)));');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const bundled = async (patches: readonly Patch[]): Promise<string> => {
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'index.ts')], bundle: true, write: false, logLevel: 'silent', plugins: [patchPlugin('claim-token', patches, folder)],
    });
    return outputFiles[0].text;
  };

  test('is made of the patched sources', async () => {
    expect(await bundled([PATCH])).toContain('isLess = (a, b) => true');
  });

  test('that does not read what is patched is refused', async () => {
    await expect(bundled([{ ...PATCH, file: 'unread.ts' }])).rejects.toThrow('The rule claim-token cannot be taken out of unread.ts');
  });
});

describe('the rules that are taken out', () => {
  test.each(MUTANTS)('$rule applies to the sources, and leaves them valid', ({ rule, patches }) => {
    expect(patches.every(({ find, replace }) => find !== replace)).toBe(true);
    const sources = [...patchedFiles(rule, patches, REPOSITORY).values()];
    expect(sources.length).toBeGreaterThan(0);
    expect(() => sources.forEach((source) => transformSync(source, { loader: 'ts' }))).not.toThrow();
  });

  test('have names of their own, and are at least twenty', () => {
    expect(new Set(RULES).size).toBe(RULES.length);
    expect(RULES.length).toBeGreaterThanOrEqual(20);
  });
});
