import { runScenario } from '../../../scripts/bench/run-scenario';

test('a task takes two writes of its worker, its claim and its outcome', async () => {
  const { inputs, answers } = await runScenario('bundle.js');
  expect(inputs.map(({ ExpressionAttributeValues }) => ExpressionAttributeValues[':transition'])).toEqual(['claim', 'complete']);
  expect(answers.UpdateItem.map((answer) => JSON.parse(answer).Attributes.status.S)).toEqual(['IN_PROGRESS', 'COMPLETED']);
});
