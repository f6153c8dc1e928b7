import { newestOf, pinsOf, raised, type PublishedTimes } from '../../../scripts/upgrade/pins';

const JULY = new Date('2026-07-01');
const [MAY, AUGUST] = ['2026-05-01', '2026-08-01'];

test('a pin is an exact version; packages of one scope and version are a family', () => {
  expect(pinsOf([
    { name: '@aws-sdk/client-s3', version: '3.1.0', type: 'build' },
    { name: '@aws-sdk/client-sqs', version: '3.1.0', type: 'build' },
    { name: '@aws-sdk/util-dynamodb', version: '3.0.9', type: 'build' },
    { name: 'uuid', version: '11.1.0', type: 'build' },
    { name: 'tsx', version: '11.1.0', type: 'build' },
    { name: 'eslint', version: '^9', type: 'build' },
    { name: 'jest', type: 'build' },
    { name: 'constructs', version: '10.5.1', type: 'peer' },
    { name: 'unrs-resolver', version: '1.12.2', type: 'override' },
  ])).toEqual([
    { names: ['@aws-sdk/client-s3', '@aws-sdk/client-sqs'], version: '3.1.0' },
    { names: ['@aws-sdk/util-dynamodb'], version: '3.0.9' },
    { names: ['uuid'], version: '11.1.0' },
    { names: ['tsx'], version: '11.1.0' },
  ]);
});

test.each([
  ['newer', { '1.2.3': MAY, '1.10.0': MAY, '1.9.0': MAY }, '1.10.0'],
  ['of another major version', { '1.2.3': MAY, '2.0.0': MAY }, '1.2.3'],
  ['older', { '1.2.3': MAY, '1.2.2': MAY }, '1.2.3'],
  ['too new', { '1.2.3': MAY, '1.3.0': AUGUST }, '1.2.3'],
  ['no release', { 'created': MAY, 'modified': MAY, '1.2.3': MAY, '1.3.0-beta.1': MAY }, '1.2.3'],
])('with a version that is %s', (_what, times, newest) => {
  expect(newestOf({ names: ['uuid'], version: '1.2.3' }, [times], JULY)).toBe(newest);
});

test('a family is raised to a version that each of its packages has', () => {
  const times: PublishedTimes[] = [{ '3.1.0': MAY, '3.2.0': MAY, '3.4.0': MAY }, { '3.1.0': MAY, '3.2.0': MAY, '3.3.0': MAY }];
  expect(newestOf({ names: ['@aws-sdk/a', '@aws-sdk/b'], version: '3.1.0' }, times, JULY)).toBe('3.2.0');
});

test('a version is replaced where it stands for the package', () => {
  const source = "const AWS_SDK = '3.1.0';\n['uuid@3.1.0', 'tsx@4.0.0', '@x/a@1.0.0', '@x/b@1.0.0', `@aws-sdk/a@${AWS_SDK}`]";
  expect(raised(source, { names: ['@aws-sdk/a', '@aws-sdk/b'], version: '3.1.0' }, '3.2.0')).toBe(source.replace("'3.1.0'", "'3.2.0'"));
  expect(raised(source, { names: ['uuid'], version: '3.1.0' }, '3.2.0')).toBe(source.replace('uuid@3.1.0', 'uuid@3.2.0'));
  expect(raised(source, { names: ['@x/a', '@x/b'], version: '1.0.0' }, '1.1.0')).toBe(source.replaceAll('@1.0.0', '@1.1.0'));
  expect(raised(source, { names: ['tsx'], version: '4.0.0' }, '4.1.0')).toBe(source.replace('tsx@4.0.0', 'tsx@4.1.0'));
});
