import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for a test's files. */
export class TestFolder {
  public readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'folder-test-')));

  /** Writes files, and the folders that they are in; returns where the first one is. */
  public write(files: Record<string, string>): string {
    const paths = Object.entries(files).map(([name, text]) => {
      const path = join(this.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    });
    return paths[0];
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The files below a folder, by their paths from there. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}
