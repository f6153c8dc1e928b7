import type { ConformanceCase } from './case';
import { cancellationCases } from './cases/cancellation';
import { childCases } from './cases/children';
import { contextCases } from './cases/context';
import { errorCases } from './cases/errors';
import { lossCases } from './cases/losses';
import { numberCases } from './cases/numbers';
import { resultCases } from './cases/results';
import { textCases } from './cases/texts';

/** What every mode does alike, but for what a case says itself. */
export const CASES: readonly ConformanceCase[] = [
  ...cancellationCases,
  ...contextCases,
  ...childCases,
  ...errorCases,
  ...resultCases,
  ...numberCases,
  ...textCases,
  ...lossCases,
];
