import { join } from 'node:path';
import { REPOSITORY } from '../../../scripts/support/folders';
import { httpEvent } from '../../support/http';

/* The function as it is shipped. */
const { handler } = jest.requireActual(join(REPOSITORY, 'assets', 'docs', 'index.js'));

test('the page lies beside the code, complete, and refers to nothing outside itself but the description', async () => {
  const { statusCode, body } = await handler(httpEvent({ path: '/docs' }));
  expect(statusCode).toBe(200);
  expect(body).not.toMatch(/\/\* (page\.css|main\.ts) \*\//);
  expect([...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target.slice(0, 12))).toEqual(['data:image/s', '#main', 'openapi.json']);
  expect(body.match(/https?:\/\/[\w.]+/g)).toEqual(['http://www.w3.org']);
});
