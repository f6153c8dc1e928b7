/** Runs one named step; the caller decides how its progress is shown. */
export type Report = <T>(step: string, work: () => Promise<T>) => Promise<T>;

/** Shows nothing. */
export const silent: Report = (_step, work) => work();
