import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../support/expected-error';

/** The files that a release publishes. */
export interface Artefacts {
  readonly npm: string;
  /** The package that handlers import, and that of the constructs. */
  readonly handlers: PythonPackage;
  readonly constructs: PythonPackage;
}

export interface PythonPackage {
  readonly wheel: string;
  readonly sdist: string;
}

/** Finds the files of a version in the folder of `npx projen package-all`, and rejects any others there. */
export function artefactsIn(folder: string, version: string): Artefacts {
  const [js, python] = [join(folder, 'js'), join(folder, 'python')];
  const pythonPackage = (name: string): PythonPackage => (
    { wheel: join(python, `${name}-${version}-py3-none-any.whl`), sdist: join(python, `${name}-${version}.tar.gz`) }
  );
  const artefacts: Artefacts = {
    npm: join(js, `cdk-async-tasks@${version}.jsii.tgz`),
    handlers: pythonPackage('async_tasks'),
    constructs: pythonPackage('cdk_async_tasks'),
  };
  const expected = [artefacts.npm, ...pythonFiles(artefacts)].sort();
  const found = [js, python].flatMap((each) => readdirSync(each).map((name) => join(each, name))).sort();
  if (found.join() !== expected.join()) {
    throw new ExpectedError(`Version ${version} should have these files:\n  ${expected.join('\n  ')}\nand has these:\n  ${found.join('\n  ')}`);
  }
  return artefacts;
}

/** The files for PyPI. */
export function pythonFiles({ handlers, constructs }: Artefacts): readonly string[] {
  return [handlers.wheel, handlers.sdist, constructs.wheel, constructs.sdist];
}
