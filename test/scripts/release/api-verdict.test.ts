import { apiVerdict } from '../../../scripts/release/api-verdict';

const BREAKS = ['METHOD Api.grantRead: has been removed'];

test.each([
  ['before the first release', undefined, '0.1.0', 'The API is compatible with the baseline.'],
  ['after a release', '0.3.1', '0.3.2', 'The API is compatible with 0.3.1.'],
])('an API that breaks nothing passes %s', (_when, last, next, sentence) => {
  expect(apiVerdict({ breaks: [], last, next })).toEqual({ passes: true, sentence });
});

test('before the first release, a breaking change requires a new baseline', () => {
  expect(apiVerdict({ breaks: BREAKS, next: '0.1.0' })).toEqual({
    passes: false,
    sentence: 'The API breaks the baseline in 1 place: revert the change, or record the new API with `npm run api:baseline`, since there is no release yet.',
  });
});

test.each([
  ['0.3.1', '0.4.0'],
  ['0.3.1', '1.0.0'],
  ['0.9.9', '0.10.0'],
  ['1.3.1', '2.0.0'],
  ['9.0.0', '10.0.0'],
])('a breaking change after %s passes as %s', (last, next) => {
  expect(apiVerdict({ breaks: BREAKS, last, next })).toEqual({ passes: true, sentence: `The API breaks ${last} in 1 place, and the new version ${next} allows that.` });
});

test.each([
  ['0.3.1', '0.3.2', '0.4.0'],
  ['0.3.1', '0.3.1', '0.4.0'],
  ['0.9.0', '0.9.1', '0.10.0'],
  ['1.3.1', '1.4.0', '2.0.0'],
  ['1.3.1', '1.3.2', '2.0.0'],
  // The version of the sources.
  ['0.3.1', '0.0.0', '0.4.0'],
])('a breaking change after %s fails as %s', (last, next, least) => {
  expect(apiVerdict({ breaks: [...BREAKS, ...BREAKS], last, next })).toEqual({
    passes: false,
    sentence: `The API breaks ${last} in 2 places, and the next version is ${next}: revert the change, or mark its commit as breaking (\`feat!: …\`), for version ${least}.`,
  });
});

test('a pre-release is an error', () => {
  expect(() => apiVerdict({ breaks: BREAKS, last: '0.3.1-beta.0', next: '0.4.0' })).toThrow("'0.3.1-beta.0' is not the version of a release");
});
