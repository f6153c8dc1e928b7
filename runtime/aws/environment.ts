/** The value of a variable that the construct has set. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set: this function is meant to be deployed by cdk-async-tasks`);
  return value;
}

/** A time that the construct has set in seconds. */
export function milliseconds(name: string): number {
  return Number(required(name)) * 1000;
}

/** The same of one that the construct may leave out. */
export function optionalMilliseconds(name: string): number | undefined {
  return process.env[name] ? milliseconds(name) : undefined;
}

/** The values of a variable that the construct has joined with commas; none when it is not set. */
export function listed(name: string): string[] {
  return process.env[name]?.split(',').filter(Boolean) ?? [];
}

/** What a variable that the construct has set as JSON says; nothing when it is not set. */
export function optionalJson<T>(name: string): T | undefined {
  const value = process.env[name];
  return value ? JSON.parse(value) as T : undefined;
}
