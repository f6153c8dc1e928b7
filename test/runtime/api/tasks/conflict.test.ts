import { reportConflict } from '../../../../runtime/api/tasks/conflict';
import type { Item, Store } from '../../../../runtime/core/ports';
import { POLICY, TestApi } from '../../../support/task-api';

const CLAIM = 'claim-of-mine';
const OTHER = 'claim-of-another';

let api: TestApi;
let id: string;
beforeEach(async () => {
  api = new TestApi();
  id = await api.create();
});

const iso = (wait: number): string => new Date(api.ports.clock.now() + wait).toISOString();
const begin = async (claim?: string): Promise<unknown> => api.report(id, { status: 'IN_PROGRESS', claim });

/** What a refused report is told. */
const refusal = async (report: object): Promise<string> => {
  const { body } = await api.report(id, report);
  expect(body).toMatchObject({ status: 409, title: 'Conflict' });
  return body.detail;
};

describe('a settled task', () => {
  test.each(['IN_PROGRESS', 'FAILED'])('that is COMPLETED does not become %s', async (status) => {
    await api.report(id, { status: 'COMPLETED' });
    expect(await refusal({ status })).toBe(`The task is COMPLETED, which is final; it cannot become ${status}.`);
  });

  test.each(['IN_PROGRESS', 'COMPLETED'])('that is FAILED does not become %s', async (status) => {
    await api.report(id, { status: 'FAILED' });
    expect(await refusal({ status })).toBe(`The task is FAILED, which is final unless a client retries it (POST /tasks/{id}/retry); it cannot become ${status}.`);
  });

  test.each(['IN_PROGRESS', 'COMPLETED', 'FAILED'])('that is CANCELLED does not become %s', async (status) => {
    await api.cancel(id);
    expect(await refusal({ status, claim: CLAIM })).toBe(`The task is CANCELLED, which is final unless a client retries it (POST /tasks/{id}/retry); it cannot become ${status}.`);
  });
});

describe('a task that a worker holds', () => {
  test('is not begun again without a claim', async () => {
    await begin();
    expect(await refusal({ status: 'IN_PROGRESS' })).toBe('The task is IN_PROGRESS already; it can become COMPLETED or FAILED, and a report with progress extends its lease.');
  });

  test.each([{ status: 'IN_PROGRESS' }, { status: 'COMPLETED' }, { status: 'FAILED' }, { status: 'COMPLETED', claim: OTHER }])('by a claim refuses %j', async (report) => {
    await begin(CLAIM);
    expect(await refusal(report)).toBe(
      `The task is IN_PROGRESS by a worker with a claim of its own; only reports with that claim are taken. Its lease ends at ${iso(POLICY.externalLease)}.`,
    );
  });

  test('without a claim refuses all who have one', async () => {
    await begin();
    expect(await refusal({ status: 'COMPLETED', claim: CLAIM })).toBe('The task is IN_PROGRESS by a worker that gave no claim; until it has settled, only reports without a claim are taken.');
  });

  test('never says the claim', async () => {
    await begin(CLAIM);
    expect(await refusal({ status: 'COMPLETED', claim: OTHER })).not.toMatch(new RegExp(`${CLAIM}|${OTHER}`));
  });

  test('extends no lease past its deadline', async () => {
    await begin(CLAIM);
    await api.alter(id, { deadline: api.ports.clock.now() });
    expect(await refusal({ status: 'IN_PROGRESS', claim: CLAIM })).toBe(`The task is IN_PROGRESS past its deadline, ${iso(0)}, so that its lease is not extended; it can become COMPLETED or FAILED.`);
    expect((await api.report(id, { status: 'COMPLETED', claim: CLAIM })).status).toBe(204);
  });
});

describe('a task whose worker is lost', () => {
  test.each<[string, string | undefined, Item, string]>([
    ['waits for another attempt', CLAIM, {}, 'RETRYING, and can be begun again,'],
    ['is over after its last attempt', CLAIM, { attempt: 3 }, 'FAILED'],
    ['is over where it runs at most once', CLAIM, { at_most_once: true }, 'FAILED'],
    ['is over where the worker gave no claim', undefined, {}, 'FAILED'],
    ['is cancelled where that was asked', CLAIM, { cancel_requested: true }, 'CANCELLED'],
  ])('%s', async (_what, claim, attributes, next) => {
    const ended = iso(POLICY.externalLease);
    await begin(claim);
    await api.alter(id, attributes);
    api.ports.clock.advance(POLICY.externalLease + 60_000);
    expect(await refusal({ status: 'IN_PROGRESS', claim: OTHER })).toBe(`The task is IN_PROGRESS by a run whose lease ended at ${ended}; it becomes ${next} within minutes.`);
  });

  test('refuses the outcome of a run that was given up', async () => {
    await begin(CLAIM);
    await api.alter(id, { status: 'RETRYING' });
    expect(await refusal({ status: 'COMPLETED', claim: CLAIM })).toBe('The task is RETRYING: the run with this claim was given up, and its outcome is not taken; IN_PROGRESS begins another.');
  });
});

describe('a task that nobody holds', () => {
  test.each(['COMPLETED', 'FAILED'])('does not become %s by a claim that has not begun it', async (status) => {
    expect(await refusal({ status, claim: CLAIM })).toBe('The task is CREATED, and was not begun with this claim; report IN_PROGRESS with it first.');
  });

  test.each([{ status: 'IN_PROGRESS' }, { status: 'IN_PROGRESS', claim: CLAIM }, { status: 'COMPLETED' }, { status: 'FAILED' }])('is not begun before it is due, by %j', async (report) => {
    id = await api.create({ run_at: api.seconds + 60 });
    expect(await refusal(report)).toBe('The task is CREATED, and not due before 2026-01-15T12:01:00.000Z; no worker may begin it earlier.');
    await api.alter(id, { status: 'RETRYING' });
    expect(await refusal(report)).toBe('The task is RETRYING, and not due before 2026-01-15T12:01:00.000Z; no worker may begin it earlier.');
  });

  test.each([{ status: 'IN_PROGRESS' }, { status: 'COMPLETED' }, { status: 'COMPLETED', claim: CLAIM }])('is not begun while it is SCHEDULED, by %j', async (report) => {
    id = await api.create({ run_at: api.seconds + 3600 });
    expect(await refusal(report)).toBe('The task is SCHEDULED, and not due before 2026-01-15T13:00:00.000Z; no worker may begin it earlier.');
    api.ports.clock.advance(3600_000);
    expect(await refusal(report)).toBe('The task is SCHEDULED, and due; it becomes CREATED within minutes, and can be begun then.');
  });

  test.each(['IN_PROGRESS', 'COMPLETED', 'FAILED'])('does not become %s past its deadline', async (status) => {
    api.ports.clock.advance(POLICY.deadline + 1000);
    expect(await refusal({ status })).toBe(`The task is CREATED past its deadline, ${iso(-1000)}; no worker may begin it.`);
  });

  test('is not begun beyond its attempts', async () => {
    await api.alter(id, { attempt: 3, attempt_limit: 3 });
    expect(await refusal({ status: 'IN_PROGRESS' })).toBe('The task is CREATED after 3 attempts, which is all that it may have; no worker may begin it.');
  });
});

test.each([['PATCH', ''], ['POST', '/cancel'], ['POST', '/retry']])('a task that vanishes under a %s of it%s is a 404', async (method, action) => {
  if (action === '/retry') await api.cancel(id);
  const store: Store = Object.create(api.ports.store);
  store.update = async (input) => {
    await api.ports.store.delete({ TableName: api.ports.table, Key: { id } });
    return api.ports.store.update(input);
  };
  const body = method === 'PATCH' ? { status: 'COMPLETED' } : undefined;
  const answer = await api.send({ method, path: `/tasks/${id}${action}`, body }, { store });
  expect(answer.body).toMatchObject({ status: 404, detail: `There is no task "${id}".` });
});

describe('a task that changes all the time', () => {
  test('is not cancelled now', async () => {
    let isHeld = false;
    const store: Store = Object.create(api.ports.store);
    store.update = async (input) => {
      isHeld = !isHeld;
      await api.alter(id, { status: isHeld ? 'IN_PROGRESS' : 'RETRYING' });
      return api.ports.store.update(input);
    };
    const { status, body } = await api.send({ method: 'POST', path: `/tasks/${id}/cancel` }, { store });
    expect([status, body.detail]).toEqual([409, 'The task is RETRYING, and passed from worker to worker while it was to be cancelled; send the request again.']);
  });

  test.each([{ status: 'IN_PROGRESS', claim: CLAIM }, { status: 'CREATED' }] as const)('takes a report when it is sent again: it is %j', async (attributes) => {
    const record = { ...await api.record(id), ...attributes };
    const { detail } = reportConflict(record, { status: 'COMPLETED', claim: attributes.status === 'CREATED' ? undefined : CLAIM }, api.ports.clock.now());
    expect(detail).toBe(`The task is ${attributes.status}, and changed while the report was taken; send it again.`);
  });
});
