import { measureTasks } from '../../../scripts/bench/task';

test('the units of a task are those of its writes', async () => {
  const tasks = await measureTasks();
  for (const { figures, writes } of Object.values(tasks)) {
    expect(figures.write_units).toBe(writes.reduce((units, write) => units + write.tableUnits + write.indexUnits, 0));
    expect(writes.filter(({ name }) => name !== 'data item').map(({ name }) => name)).toEqual(['create', 'claim', 'complete']);
  }
});
