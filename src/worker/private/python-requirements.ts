import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The oldest and the newest C library that wheels for Lambda can want: Python 3.12 and later run on Amazon Linux 2023, which has 2.34. */
const GLIBC = { oldest: 17, newest: 34 };

export const REQUIREMENTS = 'requirements.txt';

/**
 * Installs what a folder's `requirements.txt` asks for, with the pip that belongs to the `python3` on the path: as wheels for the
 * function, whatever machine this is.
 *
 * @param to where the packages go
 */
export function installRequirements(folder: string, to: string, runtime: lambda.Runtime, architecture: lambda.Architecture): void {
  const file = path.join(folder, REQUIREMENTS);
  const version = runtime.name.replace('python', '');
  const pip = spawnSync('python3', [
    '-m', 'pip', 'install', '--requirement', file, '--target', to,
    '--only-binary=:all:', '--implementation', 'cp', '--python-version', version,
    ...platformsOf(architecture).flatMap((platform) => ['--platform', platform]),
    '--no-compile', '--no-input', '--disable-pip-version-check', '--quiet',
  ], {
    cwd: folder,
    encoding: 'utf8',
    // It contradicts --target, and some systems set it for everybody.
    env: { ...process.env, PIP_USER: '0' },
  });
  const purpose = `installs ${file} into the function`;
  if (pip.error) throw new Error(`python3, whose pip ${purpose}, cannot be run (${pip.error.message}): install Python 3 with pip, or remove ${REQUIREMENTS} and bring the packages in the folder`);
  if (pip.stderr.includes('No module named pip')) throw new Error(`the python3 on the path has no pip, which ${purpose}: run "python3 -m ensurepip", or activate an environment that has it`);
  if (pip.status !== 0) throw new Error(`${file} cannot be installed for Python ${version} on ${architecture.name}: ${reasonOf(pip.stderr)}`);
  removeMachineSpecifics(to);
}

/** The wheels' platform tags that fit, the newest first, as pip prefers them. */
function platformsOf({ name }: lambda.Architecture): string[] {
  const machine = name === lambda.Architecture.ARM_64.name ? 'aarch64' : 'x86_64';
  const versions = Array.from({ length: GLIBC.newest - GLIBC.oldest + 1 }, (_, index) => GLIBC.newest - index);
  const old = machine === 'x86_64' ? ['manylinux2010_x86_64', 'manylinux1_x86_64'] : [];
  return [...versions.map((minor) => `manylinux_2_${minor}_${machine}`), `manylinux2014_${machine}`, ...old];
}

/** What pip says last is what it comes to. */
function reasonOf(output: string): string {
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR: ')).map((line) => line.slice('ERROR: '.length).trim());
  const wheels = errors.some((line) => line.includes('No matching distribution')) ? '; only wheels can be installed for another machine, not source distributions' : '';
  return (errors.at(-1) ?? output.trim()) + wheels;
}

/**
 * Removes what differs from machine to machine: commands that begin with the path of this machine's Python, which no function
 * could run, and where packages came from.
 */
function removeMachineSpecifics(folder: string): void {
  const commands = path.join(folder, 'bin');
  const removed = fs.existsSync(commands) ? fs.readdirSync(commands).filter((name) => isPythonScript(path.join(commands, name))) : [];
  for (const name of removed) fs.rmSync(path.join(commands, name));
  if (removed.length > 0 && fs.readdirSync(commands).length === 0) fs.rmdirSync(commands);

  for (const info of fs.readdirSync(folder).filter((name) => name.endsWith('.dist-info'))) {
    fs.rmSync(path.join(folder, info, 'direct_url.json'), { force: true });
    const record = path.join(folder, info, 'RECORD');
    if (!fs.existsSync(record)) continue;
    const lines = fs.readFileSync(record, 'utf8').split(/\r?\n/);
    fs.writeFileSync(record, lines.filter((line) => !/^(\.\.\/)+bin\/|\/direct_url\.json,/.test(line)).join('\n'));
  }
}

/** Where the path of Python is long, pip has a shell find it. */
function isPythonScript(file: string): boolean {
  return /^#!(.*python|\/bin\/sh\n'''exec' )/.test(fs.readFileSync(file, 'latin1'));
}
