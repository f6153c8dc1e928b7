import { Parents } from '../../../../runtime/api/creation/parents';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { created } from '../../../support/tasks';

test('a parent is read once, consistently, however often it is asked for', async () => {
  const ports = memoryPorts();
  const [one, other] = [await created(ports), await created(ports)];
  const get = jest.spyOn(ports.store, 'get');
  const parents = new Parents(ports);
  const ids = [one.id, other.id, one.id, 'nothing'];
  expect(await Promise.all(ids.map(async (id) => parents.read(id)))).toEqual([one, other, one, undefined]);
  expect(get.mock.calls.map(([{ Key, ConsistentRead }]) => [Key, ConsistentRead])).toEqual([[{ id: one.id }, true], [{ id: other.id }, true]]);
});
