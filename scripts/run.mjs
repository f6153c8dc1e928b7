// Runs one of this repository's commands, from a fresh clone too: installs what is missing, bundles the Lambda
// functions, then starts scripts/<command>.ts. Plain Node.js, because nothing else is there yet. With BUILT=true, which
// says that `projen build` has just bundled them, it does not do so again; see support/built.ts.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = [20, 6];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const REPOSITORY = dirname(dirname(fileURLToPath(import.meta.url)));

process.exitCode = await main(process.argv.slice(2));

/** @returns {Promise<number>} the exit code */
async function main([command, ...args]) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    return fail(`This needs Node.js ${OLDEST_NODE.join('.')} or newer, and you run ${process.versions.node}: install a current one from nodejs.org.`);
  }
  const script = scriptOf(command);
  if (script === undefined) {
    return fail(`There is no command '${command ?? ''}': use it as \`npm run demo\`, \`npm run local -- <example>\`, \`npm run check\`, \`npm test\`, \`npm run test:consumers\`, \`npm run bench\`, \`npm run simulate\`, \`npm run fuzz\`, \`npm run lint:openapi\`, \`npm run lint:python\`, \`npm run release:dry\` or \`npm run api:baseline\`.`);
  }
  if (!installed()) {
    const exitCode = install();
    if (exitCode !== 0) {
      return fail('The dependencies could not be installed; npm says why above.');
    }
  }
  const bundled = process.env.BUILT === 'true' ? 0 : await runTypeScript('build/bundle-assets.ts', []);
  return bundled || await runTypeScript(script, args);
}

/** `test:consumers` is the file test-consumers.ts. */
function scriptOf(command) {
  const file = `${command?.replace(':', '-')}.ts`;
  return existsSync(join(REPOSITORY, 'scripts', file)) ? file : undefined;
}

/** npm notes in this file what it has installed. */
function installed() {
  const note = join(REPOSITORY, 'node_modules', '.package-lock.json');
  return existsSync(note) && statSync(note).mtimeMs >= statSync(join(REPOSITORY, 'package-lock.json')).mtimeMs;
}

function install() {
  const started = Date.now();
  console.log('… Install the dependencies (npm ci), about half a minute');
  const npm = process.env.npm_execpath;
  const [program, ...args] = npm ? [process.execPath, npm] : ['npm'];
  const { status } = spawnSync(program, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
    // Windows finds npm.cmd only through a shell.
    shell: npm === undefined && process.platform === 'win32',
  });
  if (status === 0) {
    console.log(`✓ Install the dependencies  ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  return status ?? 1;
}

/** Runs a file of this folder to its end, through Ctrl-C as well: the child cleans up, and says how it went. */
function runTypeScript(file, args) {
  const tsx = pathToFileURL(join(REPOSITORY, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  const child = spawn(process.execPath, ['--import', tsx, join(REPOSITORY, 'scripts', file), ...args], {
    stdio: 'inherit',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  // On Windows the console tells the child itself, and a forwarded signal would end it without its clean-up.
  const forward = (signal) => process.platform === 'win32' || child.kill(signal);
  SIGNALS.forEach((signal) => process.on(signal, forward));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(fail(error.message)));
    child.once('close', (exitCode, signal) => {
      SIGNALS.forEach((name) => process.removeListener(name, forward));
      resolve(exitCode ?? 128 + constants.signals[signal]);
    });
  });
}

function fail(sentence) {
  console.error(sentence);
  return 1;
}
