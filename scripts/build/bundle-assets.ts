import { mkdirSync, readdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';
import { buildSync } from 'esbuild';
import { writeDocsPage } from './docs-page';
import { PREBUILT_BUNDLE } from './lambda-bundle';
import { copyPythonPackage, writePythonContract } from './python-package';
import { thirdPartyNotices } from './third-party-notices';
import { buildUserModule } from './user-module';
import { writeValidators } from './validators';
import { REPOSITORY as root } from '../support/folders';

/**
 * Bundles each function of `runtime/` for Lambda, the AWS SDK included, and both sides of `validation/`, into one CommonJS
 * file of `assets/`; what users import into their own functions becomes one in a folder of its name. The page of `GET /docs` lies beside its function, the Python package in a folder of its own. Before that it
 * writes what they need and is made from something else.
 */
writeValidators();
writePythonContract();

const assets = join(root, 'assets');

rmSync(assets, { recursive: true, force: true });
mkdirSync(assets);
const contents = [
  ...foldersOf('runtime').flatMap((name) => bundled(bundle(`runtime/${name}`, name))),
  ...bundled(bundle('validation/checker', 'validation')),
  // The oldest Node.js that runs the CDK.
  ...bundled(bundle('validation/compiler', 'schema-compiler', { target: 'node20' })),
  ...['client', 'testing'].flatMap((name) => bundled(buildUserModule(name))),
];
writeDocsPage(join(assets, 'docs'));
copyPythonPackage(join(assets, 'python'));
writeFileSync(join(assets, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, contents));

function foldersOf(area: string): string[] {
  return readdirSync(join(root, area)).filter((name) => existsSync(join(root, area, name, 'index.ts')));
}

/** The files of which something is left in the bundle. */
function bundled(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs).filter((path) => output.inputs[path].bytesInOutput > 0));
}

function bundle(source: string, name: string, options: BuildOptions = {}): Metafile {
  const { metafile } = buildSync({
    ...PREBUILT_BUNDLE,
    ...options,
    entryPoints: [`${source}/index.ts`],
    outfile: `assets/${name}/index.js`,
    // Stands for the user's module until the construct bundles the worker with it.
    external: ['#user-handler'],
    metafile: true,
  });
  const foreign = Object.keys(metafile.inputs).find((path) => path.includes('node_modules/aws-cdk-lib/'));
  if (foreign) throw new Error(`assets/${name} would contain the CDK: ${foreign}`);
  return metafile;
}
