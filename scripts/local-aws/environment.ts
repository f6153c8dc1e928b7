import { delimiter } from 'node:path';

/** What programs need to start at all, on Linux, macOS and Windows. */
const KEPT = [
  'PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP',
  'SystemRoot', 'SystemDrive', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'ProgramData',
];

/**
 * This machine's environment without anything that could lead a program to a real AWS account or change what it does:
 * no AWS profile, no keys, no proxy, no NODE_OPTIONS.
 */
export function bareEnvironment(): Record<string, string> {
  const kept = new Set(KEPT.map((name) => name.toLowerCase()));
  const entries = Object.entries(process.env).filter(([name, value]) => kept.has(name.toLowerCase()) && value !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The environment with these folders in front of its PATH. */
export function withPath(environment: Record<string, string>, folders: string[]): Record<string, string> {
  // Windows calls it Path.
  const name = Object.keys(environment).find((key) => key.toLowerCase() === 'path') ?? 'PATH';
  return { ...environment, [name]: [...folders, environment[name]].filter(Boolean).join(delimiter) };
}
