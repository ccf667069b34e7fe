/** `npm run sample -- --to DIR [--messages 1000]`: makes up an older system's data, to rehearse an import with. */
import { parseArgs } from 'node:util';
import { writeSample } from './transfer/sample.ts';

const { values } = parseArgs({
  options: {
    to: { type: 'string' },
    messages: { type: 'string', default: '1000' },
    customers: { type: 'string', default: '60' },
    /** 50 rows among the others that an import must refuse. */
    broken: { type: 'boolean', default: false },
  },
});
const [messages, customers] = [Number(values.messages), Number(values.customers)];
if (values.to === undefined || !Number.isInteger(messages) || !Number.isInteger(customers) || messages < 10 || customers < 2) {
  process.stderr.write('npm run sample -- --to DIR [--messages 1000] [--customers 60] [--broken]\n');
  process.exitCode = 1;
} else {
  const refused = await writeSample(values.to, { messages, customers, broken: values.broken });
  process.stdout.write(
    `${values.to}: ${messages} messages of ${customers} customers, ${refused.length} rows that must be refused\n`,
  );
}
