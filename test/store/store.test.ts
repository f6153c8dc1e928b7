import { storeSuite } from './store-suite';
import { TABLE, taskTable } from '../support/ports';

storeSuite('the store in memory', async () => {
  const store = taskTable();
  return { store, table: TABLE, delete: async (id) => store.delete(id) };
});
