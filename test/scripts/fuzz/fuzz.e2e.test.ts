import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fuzz } from '../../../scripts/fuzz/campaign';
import { requestsOf } from '../../../scripts/fuzz/round';
import { SCHEMATHESIS } from '../../../scripts/fuzz/schemathesis';
import { environmentPython } from '../../../scripts/local-aws';
import { REPOSITORY } from '../../../scripts/support/folders';

/* A part of `npm run fuzz`; what it finds, `npm run fuzz -- --seed 1 --max-examples 10` shows. */
test('every answer of a deployed API is as its description says', async () => {
  const campaign = await fuzz({ seed: 1, maxExamples: 10 });
  expect(campaign.details).toBe('');
  expect(campaign.faults).toEqual([]);
  expect(requestsOf(campaign)).toBeGreaterThan(500);
}, 600_000);

test('the exceptions accept what they name, and nothing else', async () => {
  const { stderr } = await promisify(execFile)(await environmentPython(SCHEMATHESIS), [join(__dirname, 'exceptions_test.py'), join(REPOSITORY, 'scripts', 'fuzz')]);
  expect(stderr).toMatch(/Ran 5 tests in .*\s+OK/);
}, 300_000);
