import { mkdirSync, readdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';
import { REPOSITORY as root } from './folders';
import { PREBUILT_BUNDLE } from './lambda-bundle';
import { thirdPartyNotices } from './third-party-notices';

/** Bundles every Lambda function of `runtime/` into one CommonJS file of `assets/`, the AWS SDK included. */
const assets = join(root, 'assets');

rmSync(assets, { recursive: true, force: true });
mkdirSync(assets);
const names = readdirSync(join(root, 'runtime')).filter((name) => existsSync(join(root, 'runtime', name, 'index.ts')));
const contents = names.flatMap((name) => bundled(bundle(name)));
writeFileSync(join(assets, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, contents));

/** The files of which something is left in the bundle. */
function bundled(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs).filter((path) => output.inputs[path].bytesInOutput > 0));
}

function bundle(name: string): Metafile {
  const { metafile } = buildSync({
    ...PREBUILT_BUNDLE,
    entryPoints: [`runtime/${name}/index.ts`],
    outfile: `assets/${name}/index.js`,
    // Stands for the user's module until the construct bundles the worker with it.
    external: ['#user-handler'],
    metafile: true,
  });
  const foreign = Object.keys(metafile.inputs).find((path) => path.includes('node_modules/aws-cdk-lib/'));
  if (foreign) throw new Error(`assets/${name} would contain the CDK: ${foreign}`);
  return metafile;
}
