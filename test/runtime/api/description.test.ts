import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { description } from '../../../runtime/api/description';
import { httpHandler } from '../../../runtime/api/http/http';
import { ROUTE } from '../../../src/contract';
import { checkAnswer } from '../../support/declared';
import { CONTEXT, httpEvent } from '../../support/http';
import { RecordedLogger } from '../../support/telemetry';

const TEXT = '{"openapi":"3.1.0"}';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'description-'));
  file = join(folder, 'openapi.json');
  writeFileSync(file, TEXT);
});
afterEach(() => rmSync(folder, { recursive: true }));

const ask = (operation = description(file)) => async (headers?: Record<string, string>): Promise<APIGatewayProxyStructuredResultV2> => {
  const answer = await httpHandler(new Map([[ROUTE.openApi, operation]]), new RecordedLogger())(httpEvent({ path: '/openapi.json', headers }), CONTEXT);
  checkAnswer(ROUTE.openApi, { status: answer.statusCode!, headers: answer.headers!, body: answer.body && JSON.parse(answer.body) });
  return answer;
};

test('answers with the file as it is', async () => {
  expect(await ask()()).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'max-age=300', 'etag': expect.stringMatching(/^"[\w-]{22}"$/) },
    body: TEXT,
  });
});

test('answers 304 to whoever has it', async () => {
  const etag = String((await ask()()).headers!.etag);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    expect(await ask()({ 'if-none-match': known })).toMatchObject({ statusCode: 304, headers: { etag } });
  }
  expect((await ask()({ 'if-none-match': '"other"' })).statusCode).toBe(200);
});

test('another description has another tag', async () => {
  const { headers } = await ask()();
  writeFileSync(file, `${TEXT} `);
  expect((await ask()()).headers!.etag).not.toBe(headers!.etag);
});

test('reads the file when it is first asked for, and once', async () => {
  const operation = description(join(folder, 'later.json'));
  writeFileSync(join(folder, 'later.json'), TEXT);
  const asked = ask(operation);
  await asked();
  writeFileSync(join(folder, 'later.json'), '{"openapi":"4"}');
  expect((await asked()).body).toBe(TEXT);
});

test('a file that is not there is no answer of its own', async () => {
  expect(await ask(description(join(folder, 'missing.json')))()).toMatchObject({ statusCode: 500 });
});
