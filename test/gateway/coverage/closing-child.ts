import { writeSync } from 'node:fs';
import { Database } from '../../../gateway/database/database.ts';
import { closer } from './closing.ts';

const [url = '', period = '', statements = ''] = process.argv.slice(2);
const database = new Database(url);
let answered = 0;
const periods = closer({
  dialect: database.dialect,
  read: database.read,
  write: (work) =>
    database.write((transaction) => {
      // After so many statements the database has answered it stands still for good; who watches kills it there.
      transaction.on('query-response', () => {
        if (++answered !== Number(statements)) return;
        writeSync(1, 'here\n');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });
      return work(transaction);
    }),
});
await periods.close({ id: 'admin', username: 'admin', name: 'Quản trị', role: 'administrator', areas: ['p'] }, period);
writeSync(1, `closed after ${answered}\n`);
process.exit(0);
