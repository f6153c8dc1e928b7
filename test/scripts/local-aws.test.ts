import { exampleFolder, exampleNames, formatLogLine, resolvableApiUrl } from '../../scripts/local-aws';

const ENGINE = { endpoint: 'http://127.0.0.1:4566' };

test.each([
  ['https://abc123.execute-api.eu-west-1.amazonaws.com', 'http://127.0.0.1:4566/_aws/execute-api/abc123/$default'],
  ['http://abc123.execute-api.localhost:4566/', 'http://127.0.0.1:4566/_aws/execute-api/abc123/$default'],
  ['https://tasks.example.com', 'https://tasks.example.com'],
])('the API at %s is found at %s', (announced, url) => {
  expect(resolvableApiUrl(ENGINE, announced)).toBe(url);
});

test('a line of the Powertools logger is shown as a sentence with its fields', () => {
  const line = JSON.stringify({ level: 'INFO', message: 'task created', timestamp: '2026-01-15T12:00:00.000Z', service: 'api', task_id: '1', attempt: 0 });
  expect(formatLogLine(line)).toMatch(/INFO task created task_id=1 attempt=0$/);
});

test('a line that is no JSON is shown as it is, and metrics are not shown', () => {
  expect(formatLogLine('Traceback (most recent call last):')).toBe('Traceback (most recent call last):');
  expect(formatLogLine(JSON.stringify({ _aws: { CloudWatchMetrics: [] }, Created: 1 }))).toBeUndefined();
});

test('an example that does not exist is refused with those that do', () => {
  expect(exampleNames()).toEqual(expect.arrayContaining(['quickstart', 'recipe']));
  expect(() => exampleFolder('nothing')).toThrow(`There is no example 'nothing': choose one of ${exampleNames().join(', ')}.`);
});
