import { BARE_CLAIM, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, MAX_TEXT_BYTES } from '../../../../src/contract';
import { POLICY, TestApi } from '../../../support/task-api';

const CLAIM = 'claim-of-mine';
const OTHER = 'claim-of-another';

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

const status = async (id: string): Promise<string> => (await api.record(id)).status;

describe('a worker of the recipe\'s', () => {
  test('takes a task through its transitions', async () => {
    const id = await api.create();
    api.ports.clock.advance(2000);
    expect(await api.report(id, { status: 'IN_PROGRESS', status_msg: 'Task started' })).toMatchObject({ status: 204, body: undefined });
    expect((await api.read(id)).body).toMatchObject({ status: 'IN_PROGRESS', status_msg: 'Task started', updated_time: api.seconds, attempt: 1 });
    expect(await api.record(id)).toMatchObject({ claim: BARE_CLAIM, lease_until: api.ports.clock.now() + POLICY.externalLease });
    api.ports.clock.advance(3000);
    expect((await api.report(id, { status: 'COMPLETED', status_msg: 'Task completed' })).status).toBe(204);
    expect((await api.read(id)).body).toMatchObject({ status: 'COMPLETED', status_msg: 'Task completed', updated_time: api.seconds });
    expect(api.metrics.added).toEqual([
      { name: 'Created', taskType: 'TASK1', value: 1 },
      { name: 'Started', taskType: 'TASK1', value: 1 },
      { name: 'WaitTime', taskType: 'TASK1', value: 2000 },
      { name: 'Completed', taskType: 'TASK1', value: 1 },
      { name: 'TotalTime', taskType: 'TASK1', value: 5000 },
    ]);
  });

  test('may end a task that it has not begun, and both are counted', async () => {
    const id = await api.create();
    expect((await api.report(id, { status: 'FAILED', status_msg: 'no such file' })).status).toBe(204);
    expect((await api.read(id)).body).toMatchObject({
      status: 'FAILED', status_msg: 'no such file', attempt: 1, error: { type: 'ReportedFailure', message: 'no such file' },
    });
    expect(api.metrics.names()).toEqual(['Created', 'Started', 'WaitTime', 'Failed', 'TotalTime']);

    const another = await api.create();
    expect((await api.report(another, { status: 'COMPLETED' })).status).toBe(204);
    expect((await api.read(another)).body).toMatchObject({ status: 'COMPLETED', status_msg: '', attempt: 1 });
  });

  test('may say the same end again, which is counted once', async () => {
    const id = await api.create();
    await api.report(id, { status: 'COMPLETED' });
    const record = await api.record(id);
    expect((await api.report(id, { status: 'COMPLETED' })).status).toBe(204);
    expect(await api.record(id)).toEqual(record);
    expect(api.metrics.names()).toEqual(['Created', 'Started', 'WaitTime', 'Completed', 'TotalTime']);
  });

  test('leaves a task alone that another worker has claimed', async () => {
    const id = await api.create();
    const record = await api.claim(id);
    expect((await api.report(id, { status: 'COMPLETED' })).status).toBe(409);
    expect((await api.complete(record, 1)).applied).toBe(true);
    expect(api.metrics.names()).toContain('ReportRefused');
  });

  test('extends its lease by telling its progress', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS' });
    api.ports.clock.advance(POLICY.externalLease - 1);
    expect((await api.report(id, { status: 'IN_PROGRESS', progress: { percent: 50 } })).status).toBe(204);
    expect(await api.record(id)).toMatchObject({ attempt: 1, lease_until: api.ports.clock.now() + POLICY.externalLease, progress: { percent: 50 } });
  });
});

describe('a worker with a claim', () => {
  test('takes a task through its transitions, and leaves a result', async () => {
    const id = await api.create();
    expect((await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM })).status).toBe(204);
    expect(await api.record(id)).toMatchObject({ status: 'IN_PROGRESS', claim: CLAIM, attempt: 1, max_attempts: 3, attempt_limit: 3 });
    expect((await api.report(id, { status: 'COMPLETED', claim: CLAIM, result: { url: 'x' } })).status).toBe(204);
    expect((await api.read(id)).body).toMatchObject({ status: 'COMPLETED', result: { url: 'x' } });
  });

  test.each([[null], [false], [''], [[1, { two: '✓' }]], ['r'.repeat(5000)]])('may leave %j as the result', async (result) => {
    const id = await api.create();
    expect((await api.report(id, { status: 'COMPLETED', result })).status).toBe(204);
    expect((await api.read(id)).body.result).toEqual(result);
  });

  test('may send its beginning again, and as a heartbeat: it is one attempt, with a longer lease', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM, status_msg: 'began', progress: { percent: 1 } });
    api.ports.clock.advance(60_000);
    expect((await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM })).status).toBe(204);
    const lease_until = api.ports.clock.now() + POLICY.externalLease;
    expect(await api.record(id)).toMatchObject({ attempt: 1, lease_until, watch_time: lease_until, status_msg: 'began', progress: { percent: 1 } });
    expect(api.metrics.names()).toEqual(['Created', 'Started', 'WaitTime']);
    expect(api.logger.messages()).toEqual(['task created', 'task IN_PROGRESS']);
  });

  test('keeps every other worker away until its end', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
    for (const report of ['IN_PROGRESS', 'COMPLETED', 'FAILED'].flatMap((said) => [{ status: said }, { status: said, claim: OTHER }])) {
      expect((await api.report(id, report)).status).toBe(409);
    }
    expect((await api.report(id, { status: 'COMPLETED', claim: CLAIM })).status).toBe(204);
    expect((await api.report(id, { status: 'COMPLETED', claim: CLAIM })).status).toBe(204);
    expect((await api.report(id, { status: 'COMPLETED', claim: OTHER })).status).toBe(409);
    expect((await api.report(id, { status: 'FAILED', claim: CLAIM })).status).toBe(409);
    expect(api.metrics.names().filter((name) => name === 'Completed')).toHaveLength(1);
  });

  test('that died is not heard again once another has its task', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
    api.ports.clock.advance(POLICY.externalLease + 60_000);
    await api.claim(id);
    for (const said of ['IN_PROGRESS', 'COMPLETED', 'FAILED']) expect((await api.report(id, { status: said, claim: CLAIM })).status).toBe(409);
    expect(await api.record(id)).toMatchObject({ status: 'IN_PROGRESS', attempt: 2, claim: 'message-1:run-1' });
  });

  test('stops when it is asked to, and the task is CANCELLED', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
    await api.cancel(id);
    expect((await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM })).status).toBe(204);
    expect((await api.report(id, { status: 'FAILED', claim: CLAIM, error: { message: 'stopped', retryable: true } })).status).toBe(204);
    expect(await status(id)).toBe('CANCELLED');
    expect((await api.report(id, { status: 'FAILED', claim: CLAIM, error: { message: 'stopped', retryable: true } })).status).toBe(204);
    expect(api.metrics.names().filter((name) => name === 'Cancelled')).toHaveLength(1);
  });
});

describe('an error', () => {
  test('is a failure for good as a rule', async () => {
    const id = await api.create();
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
    await api.report(id, { status: 'FAILED', claim: CLAIM, error: { type: 'RangeError', message: 'too far' } });
    expect((await api.read(id)).body).toMatchObject({ status: 'FAILED', status_msg: 'too far', error: { type: 'RangeError', message: 'too far' } });
  });

  test.each([{ message: 'no luck' }, { message: 'no luck', type: '', retryable: false }])('has a type, also in %j', async (error) => {
    const id = await api.create();
    await api.report(id, { status: 'FAILED', error });
    expect((await api.read(id)).body.error).toEqual({ type: 'Error', message: 'no luck' });
  });

  test('that is retryable is followed by another attempt, as long as there is one', async () => {
    const id = await api.create({ max_attempts: 2 });
    const failed = { status: 'FAILED', claim: CLAIM, error: { message: 'no luck', retryable: true } };
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
    expect((await api.report(id, failed)).status).toBe(204);
    expect((await api.report(id, failed)).status).toBe(204);
    expect((await api.read(id)).body).toMatchObject({ status: 'RETRYING', status_msg: 'no luck', attempt: 1, run_at: expect.any(Number) });

    api.ports.clock.set((await api.record(id)).not_before!);
    await api.report(id, { status: 'IN_PROGRESS', claim: CLAIM });
    expect((await api.read(id)).body).toMatchObject({ status: 'IN_PROGRESS', attempt: 2 });
    await api.report(id, failed);
    expect(await status(id)).toBe('FAILED');
    expect(api.metrics.names()).toEqual(['Created', 'Started', 'WaitTime', 'Retried', 'Started', 'Failed', 'TotalTime']);
    expect(api.logger.messages()).toEqual(['task created', 'task IN_PROGRESS', 'task RETRYING', 'task IN_PROGRESS', 'task FAILED']);
  });

  test('that is retryable counts as an attempt, also without a beginning', async () => {
    const id = await api.create();
    expect((await api.report(id, { status: 'FAILED', error: { message: 'no luck', retryable: true } })).status).toBe(204);
    expect(await api.record(id)).toMatchObject({ status: 'RETRYING', attempt: 1 });
    expect(api.metrics.names()).toEqual(['Created', 'Started', 'WaitTime', 'Retried']);
  });
});

describe('a scheduled task', () => {
  test('is begun when its time has come, and has waited since then', async () => {
    const id = await api.create({ run_at: api.seconds + 60 });
    expect((await api.report(id, { status: 'IN_PROGRESS' })).status).toBe(409);
    api.ports.clock.set((await api.record(id)).not_before! + 1500);
    expect((await api.report(id, { status: 'IN_PROGRESS' })).status).toBe(204);
    expect(api.metrics.added).toContainEqual({ name: 'WaitTime', taskType: 'TASK1', value: 1500 });
    expect((await api.read(id)).body).not.toHaveProperty('run_at');
  });

  test.each([
    ['COMPLETED', { status: 'COMPLETED' }],
    ['FAILED', { status: 'FAILED' }],
    ['an error that may pass', { status: 'FAILED', error: { message: 'no luck', retryable: true } }],
  ])('has waited since its time as well when %s is all that is reported', async (_end, report) => {
    const id = await api.create({ run_at: api.seconds + 60 });
    api.ports.clock.set((await api.record(id)).not_before! + 1500);
    await api.report(id, report);
    expect(api.metrics.added).toContainEqual({ name: 'WaitTime', taskType: 'TASK1', value: 1500 });
  });
});

describe('what is no report', () => {
  test.each<[string, unknown, string, string]>([
    ['an unknown status', { status: 'DONE' }, 'status must be IN_PROGRESS, COMPLETED or FAILED, not "DONE".', '#/status'],
    ['a status that no worker reports', { status: 'CREATED' }, 'status must be IN_PROGRESS, COMPLETED or FAILED, not "CREATED".', '#/status'],
    ['a status of the wrong type', { status: null }, 'status must be IN_PROGRESS, COMPLETED or FAILED, not null.', '#/status'],
    ['no status', { status_msg: 'x' }, 'status is missing.', '#/status'],
    ['a status_msg of the wrong type', { status: 'COMPLETED', status_msg: {} }, 'status_msg must be a string, not an object.', '#/status_msg'],
    ['an unknown member', { status: 'COMPLETED', statusMsg: 'x' }, '"statusMsg" is not a member of a request whose status is COMPLETED; it may have status, status_msg, claim, result.', '#/statusMsg'],
    ['a claim of the wrong type', { status: 'COMPLETED', claim: 12345678 }, 'claim must have 8 to 64 printable ASCII characters without spaces.', '#/claim'],
    ['a claim that is too short', { status: 'COMPLETED', claim: 'c'.repeat(7) }, 'claim must have 8 to 64 printable ASCII characters without spaces.', '#/claim'],
    ['a claim that is too long', { status: 'COMPLETED', claim: 'c'.repeat(65) }, 'claim must have 8 to 64', '#/claim'],
    ['a claim with a space', { status: 'COMPLETED', claim: 'my own claim' }, 'claim must have 8 to 64', '#/claim'],
    ['a claim beyond ASCII', { status: 'COMPLETED', claim: 'ästhetik' }, 'claim must have 8 to 64', '#/claim'],
    ['a claim with a line after it', { status: 'COMPLETED', claim: `${CLAIM}\n` }, 'claim must have 8 to 64', '#/claim'],
    ['a bare claim as a token', { status: 'COMPLETED', claim: BARE_CLAIM }, 'claim must have 8 to 64', '#/claim'],
    ['a result without an end', { status: 'IN_PROGRESS', result: 1 }, '"result" is not a member of a request whose status is IN_PROGRESS; it may have status, status_msg, claim, progress.', '#/result'],
    ['a result of a failure', { status: 'FAILED', result: null }, '"result" is not a member of a request whose status is FAILED; it may have status, status_msg, claim, error.', '#/result'],
    ['a number that no double can hold', '{"status":"COMPLETED","result":{"n":1e999}}', 'result is not JSON: its member "n" is Infinity', '#/result'],
    ['a result that is nested too deeply', `{"status":"COMPLETED","result":${'['.repeat(MAX_JSON_DEPTH + 1)}${']'.repeat(MAX_JSON_DEPTH + 1)}}`, `result is nested deeper than ${MAX_JSON_DEPTH} levels`, '#/result'],
    ['an error of a good end', { status: 'COMPLETED', error: { message: 'x' } }, '"error" is not a member of a request whose status is COMPLETED; it may have status, status_msg, claim, result.', '#/error'],
    ['an error that is no object', { status: 'FAILED', error: 'x' }, 'error must be an object, not "x".', '#/error'],
    ['an error without a message', { status: 'FAILED', error: {} }, 'error.message is missing; it says why the task failed.', '#/error/message'],
    ['an error that says nothing', { status: 'FAILED', error: { message: '' } }, 'error.message is empty; it says why the task failed.', '#/error/message'],
    ['an error\'s type of the wrong type', { status: 'FAILED', error: { message: 'x', type: 1 } }, 'error.type must be a string, not 1.', '#/error/type'],
    ['an error that is perhaps retryable', { status: 'FAILED', error: { message: 'x', retryable: 'yes' } }, 'error.retryable must be true or false, not "yes".', '#/error/retryable'],
    ['an unknown member of an error', { status: 'FAILED', error: { 'message': 'x', 'a/b': 1 } }, '"a/b" is not a member of error; it may have type, message, retryable.', '#/error/a~1b'],
    ['progress of an end', { status: 'COMPLETED', progress: { percent: 100 } }, '"progress" is not a member of a request whose status is COMPLETED; it may have', '#/progress'],
    ['progress that is no object', { status: 'IN_PROGRESS', progress: 50 }, 'progress must be an object, not 50.', '#/progress'],
    ['an unknown member of progress', { status: 'IN_PROGRESS', progress: { percentage: 1 } }, '"percentage" is not a member of progress; it may have percent, message.', '#/progress/percentage'],
    ['less than nothing', { status: 'IN_PROGRESS', progress: { percent: -1 } }, 'progress.percent must be a number from 0 to 100, not -1.', '#/progress/percent'],
    ['more than all', { status: 'IN_PROGRESS', progress: { percent: 100.1 } }, 'not 100.1.', '#/progress/percent'],
    ['a percent of the wrong type', { status: 'IN_PROGRESS', progress: { percent: '50' } }, 'not "50".', '#/progress/percent'],
    ['a progress message of the wrong type', { status: 'IN_PROGRESS', progress: { message: null } }, 'progress.message must be a string, not null.', '#/progress/message'],
  ])('refuses %s', async (_what, report, detail, pointer) => {
    const id = await api.create();
    const { body } = await api.report(id, report);
    expect(body).toMatchObject({ status: 422, detail: expect.stringContaining(detail), errors: [{ pointer }] });
    expect(body.errors).toHaveLength(1);
    expect(await api.record(id)).toMatchObject({ status: 'CREATED', attempt: 0 });
  });

  test('refuses a result that is too large', async () => {
    const id = await api.create();
    expect((await api.report(id, { status: 'COMPLETED', result: 'x'.repeat(MAX_PAYLOAD_BYTES) })).body).toMatchObject({
      status: 413, detail: expect.stringContaining(`result has ${MAX_PAYLOAD_BYTES + 2} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}`),
    });
    expect(await status(id)).toBe('CREATED');
    expect((await api.report(id, { status: 'COMPLETED', result: 'x'.repeat(MAX_PAYLOAD_BYTES - 2) })).status).toBe(204);
  });

  test('refuses a request without a body', async () => {
    expect((await api.report(await api.create(), undefined)).body).toMatchObject({ status: 400, detail: expect.stringContaining('has no body') });
  });

  test('names everything that is wrong at once, and a claim nowhere', async () => {
    const { body } = await api.report(await api.create(), { status: 'FAILED', claim: 'secret one', error: { retryable: 1, x: 1 }, result: 1 });
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['#/result', '#/claim', '#/error/message', '#/error/x', '#/error/retryable']);
    expect(JSON.stringify(body)).not.toContain('secret one');
  });

  test.each(['c'.repeat(8), 'c'.repeat(64), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'])('takes the claim %j', async (claim) => {
    expect((await api.report(await api.create(), { status: 'IN_PROGRESS', claim })).status).toBe(204);
  });

  test.each([0, 100, 0.5])('takes %d percent', async (percent) => {
    const id = await api.create();
    expect((await api.report(id, { status: 'IN_PROGRESS', progress: { percent, message: 'x'.repeat(MAX_TEXT_BYTES + 1) } })).status).toBe(204);
    expect((await api.read(id)).body.progress).toEqual({ percent, message: 'x'.repeat(MAX_TEXT_BYTES) });
  });

  test.each([[5e-324, 0], [2.5e-131, 0], [100 / 3, 33.33], [99.999, 100]])('rounds %d percent to %d', async (percent, rounded) => {
    const id = await api.create();
    expect((await api.report(id, { status: 'IN_PROGRESS', progress: { percent } })).status).toBe(204);
    expect((await api.read(id)).body.progress).toEqual({ percent: rounded });
  });

  test('answers 404 for a task that is not there', async () => {
    expect((await api.report('nothing', { status: 'COMPLETED' })).status).toBe(404);
  });
});

describe('where only some may report', () => {
  const reporters = { contextKey: 'role', value: 'worker' };
  const send = async (id: string, role: string, body: unknown) => (
    api.send({ method: 'PATCH', path: `/tasks/${id}`, body, caller: { lambda: { role } } }, { reporters })
  );

  test('a report of somebody else is a 403, whatever it says and whether or not there is a task', async () => {
    const id = await api.create();
    for (const [task, body] of [[id, { status: 'COMPLETED' }], [id, '{'], ['nothing', { status: 'COMPLETED' }]] as const) {
      const answer = await send(task, 'client', body);
      expect([answer.status, answer.headers['content-type'], answer.body.detail]).toEqual([
        403, 'application/problem+json', 'Only workers may report on tasks, and the authorizer does not say that you are one.',
      ]);
    }
    expect((await api.record(id)).status).toBe('CREATED');
  });

  test('one of theirs is taken', async () => {
    const id = await api.create();
    expect((await send(id, 'worker', { status: 'COMPLETED' })).status).toBe(204);
  });
});
